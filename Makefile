# make run    set up, build, and open the explorer (without a display: write a picture and a film)
# make test   set up and check everything; what .ci/run runs

# Where Rust's installer puts cargo, for shells that were opened before it.
export PATH := $(PATH):$(HOME)/.cargo/bin

.PHONY: run test setup bench readme

run: setup
	cargo build --release
	scripts/run.sh

test:
	scripts/setup.sh --test
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo test
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps

setup:
	scripts/setup.sh

bench: setup
	cargo bench

readme: setup
	cargo build --release
	scripts/readme-pictures.sh
