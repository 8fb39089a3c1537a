//! Sizes of files for people.

/// A number of bytes in two or three figures and a unit.
#[must_use]
pub fn readable_size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["bytes", "kB", "MB", "GB", "TB"];
    let mut amount = bytes as f64;
    let mut unit = 0;
    while amount >= 999.5 && unit + 1 < UNITS.len() {
        amount /= 1000.0;
        unit += 1;
    }
    let digits = usize::from(amount < 9.95 && unit > 0);
    format!("{amount:.digits$} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_said_in_a_unit_of_fit() {
        let said = [0, 999, 1000, 9_960, 123_456_789, 2_000_000_000].map(readable_size);
        assert_eq!(said, ["0 bytes", "999 bytes", "1.0 kB", "10 kB", "123 MB", "2.0 GB"]);
    }
}
