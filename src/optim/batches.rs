//! Mini-batches of data: drawn without replacement, an epoch at a time, the same on any machine.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// The rows of each step's mini-batch.
///
/// Every epoch is a shuffle of all rows, cut into batches; the last one of an epoch may be smaller, as
/// `torch.utils.data.DataLoader` leaves it by default. An epoch's shuffle depends on the seed and its own number alone, so
/// the batch of any step is found without those before it.
#[derive(Clone, Debug)]
pub struct Batches {
    size: usize,
    seed: u64,
    epoch: Option<u64>,
    order: Vec<u32>,
}

impl Batches {
    /// Batches of `size` of `rows` rows, both at least 1.
    #[must_use]
    pub fn new(rows: usize, size: usize, seed: u64) -> Self {
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        Self { size: size.max(1), seed, epoch: None, order: (0..rows).collect() }
    }

    /// The rows of the batch of a step, in the order of the shuffle.
    pub fn of_step(&mut self, step: u64) -> &[u32] {
        let each_epoch = self.order.len().div_ceil(self.size).max(1) as u64;
        let (epoch, place) = (step / each_epoch, (step % each_epoch) as usize);
        if self.epoch != Some(epoch) {
            self.epoch = Some(epoch);
            let mut generator = ChaCha8Rng::seed_from_u64(self.seed);
            // Stream 0 is the noise's.
            generator.set_stream(epoch + 1);
            self.order.sort_unstable();
            self.order.shuffle(&mut generator);
        }
        let from = place * self.size;
        &self.order[from..self.order.len().min(from + self.size)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_has_every_row_once_and_ends_with_the_rest() {
        let mut batches = Batches::new(10, 4, 7);
        for epoch in 0..3 {
            let sizes: Vec<_> = (0..3).map(|k| batches.of_step(3 * epoch + k).len()).collect();
            assert_eq!(sizes, [4, 4, 2]);
            let mut rows: Vec<u32> =
                (0..3).flat_map(|k| batches.of_step(3 * epoch + k).to_vec()).collect();
            rows.sort_unstable();
            assert_eq!(rows, (0..10).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_batch_is_found_without_those_before_it() {
        let (mut one, mut other) = (Batches::new(100, 7, 3), Batches::new(100, 7, 3));
        let in_order: Vec<_> = (0..60).map(|step| one.of_step(step).to_vec()).collect();
        for step in [59, 0, 31, 30, 45] {
            assert_eq!(other.of_step(step), in_order[step as usize]);
        }
        assert_ne!(in_order[0], in_order[15], "epochs differ");
        assert_ne!(Batches::new(100, 7, 4).of_step(0), in_order[0], "seeds differ");
        // Stored once: the draw itself is part of the promise "the same on any machine".
        assert_eq!(in_order[0], FIRST_BATCH_OF_SEED_3);
    }

    const FIRST_BATCH_OF_SEED_3: [u32; 7] = [88, 44, 57, 51, 47, 95, 96];
}
