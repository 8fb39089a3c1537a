//! Several named arrays in one file, as `numpy.savez` writes them: a ZIP archive of `.npy` files.

use std::io::{self, BufReader, Read, Seek, Write};

use npyz::WriterBuilder;
use tempfile::{SpooledTempFile, spooled_tempfile};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Bytes of a [`Spool`] that are kept in memory; what exceeds them goes to a temporary file.
const IN_MEMORY: usize = 1 << 20;

/// An array of an `.npz` file, C order, little-endian.
pub struct NpzArray {
    /// Its name in the file.
    pub name: String,
    /// Its sizes, the slowest index first; none of a single value.
    pub shape: Vec<usize>,
    /// Its values, as many as the shape says.
    pub values: NpzValues,
}

/// The values of an array.
pub enum NpzValues {
    /// `<f8`.
    Numbers(Vec<f64>),
    /// `<f8`, from where they waited.
    Spooled(Spool),
    /// `<i8`: counts, such as steps.
    Counts(Box<dyn Iterator<Item = u64>>),
    /// `<U`: text, each as wide as the longest.
    Text(Vec<String>),
}

impl NpzArray {
    /// Numbers of this shape.
    #[must_use]
    pub fn numbers(name: impl Into<String>, shape: &[usize], values: Vec<f64>) -> Self {
        Self { name: name.into(), shape: shape.to_vec(), values: NpzValues::Numbers(values) }
    }

    /// A list of texts.
    #[must_use]
    pub fn texts(name: impl Into<String>, texts: Vec<String>) -> Self {
        Self { name: name.into(), shape: vec![texts.len()], values: NpzValues::Text(texts) }
    }

    /// About as many bytes as it takes.
    fn bytes(&self) -> u64 {
        let each = match &self.values {
            NpzValues::Text(texts) => 4 * width(texts),
            NpzValues::Numbers(_) | NpzValues::Spooled(_) | NpzValues::Counts(_) => 8,
        };
        each as u64 * self.shape.iter().map(|size| *size as u64).product::<u64>()
    }

    fn write(self, out: impl Write) -> io::Result<()> {
        let shape: Vec<u64> = self.shape.iter().map(|size| *size as u64).collect();
        match self.values {
            NpzValues::Numbers(values) => {
                let options = npyz::WriteOptions::<f64>::new().default_dtype().shape(&shape);
                let mut npy = options.writer(out).begin_nd()?;
                npy.extend(values)?;
                npy.finish()
            }
            NpzValues::Spooled(spool) => {
                let options = npyz::WriteOptions::<f64>::new().default_dtype().shape(&shape);
                let mut npy = options.writer(out).begin_nd()?;
                spool.hand_out(|value| npy.push(&value))?;
                npy.finish()
            }
            NpzValues::Counts(counts) => {
                let options = npyz::WriteOptions::<i64>::new().default_dtype().shape(&shape);
                let mut npy = options.writer(out).begin_nd()?;
                for count in counts {
                    npy.push(&i64::try_from(count).map_err(io::Error::other)?)?;
                }
                npy.finish()
            }
            NpzValues::Text(texts) => {
                let kind = format!("<U{}", width(&texts)).parse().map_err(io::Error::other)?;
                let options = npyz::WriteOptions::<String>::new().shape(&shape);
                let options = options.dtype(npyz::DType::new_scalar(kind));
                let mut npy = options.writer(out).begin_nd()?;
                npy.extend(texts)?;
                npy.finish()
            }
        }
    }
}

/// Characters of the longest text, and at least one.
fn width(texts: &[String]) -> usize {
    texts.iter().map(|text| text.chars().count()).max().unwrap_or(0).max(1)
}

/// Writes arrays one after the other, uncompressed as `numpy.savez` does.
///
/// # Errors
/// What `out` says.
pub fn write_npz(out: impl Write, arrays: impl IntoIterator<Item = NpzArray>) -> io::Result<()> {
    let mut archive = ZipWriter::new_stream(out);
    for array in arrays {
        // Beyond 4 GiB a member needs wider sizes.
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored)
            .large_file(array.bytes() > u64::from(u32::MAX / 2));
        archive.start_file(npyz::npz::file_name_from_array_name(&array.name), options)?;
        array.write(&mut archive)?;
    }
    archive.finish()?.into_inner().flush()
}

/// Numbers that wait to be written: their count is known only when the last has come, and they may be more than memory
/// holds.
pub struct Spool {
    bytes: SpooledTempFile,
    count: usize,
}

impl Default for Spool {
    fn default() -> Self {
        Self { bytes: spooled_tempfile(IN_MEMORY), count: 0 }
    }
}

impl Spool {
    /// Appends numbers.
    ///
    /// # Errors
    /// The disk that the numbers wait on is full.
    pub fn push(&mut self, numbers: &[f64]) -> io::Result<()> {
        self.count += numbers.len();
        self.bytes.write_all(bytemuck::cast_slice(numbers))
    }

    /// How many numbers wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether none does.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn hand_out(mut self, mut take: impl FnMut(f64) -> io::Result<()>) -> io::Result<()> {
        self.bytes.rewind()?;
        let mut bytes = BufReader::new(self.bytes);
        let mut number = [0; size_of::<f64>()];
        for _ in 0..self.count {
            bytes.read_exact(&mut number)?;
            take(f64::from_ne_bytes(number))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn member(bytes: &[u8], name: &str) -> Vec<u8> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut npy = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut npy).unwrap();
        npy
    }

    #[test]
    fn arrays_of_every_kind_read_back() {
        let mut spool = Spool::default();
        spool.push(&[1.0, f64::NAN]).unwrap();
        spool.push(&[-0.1, 1e300]).unwrap();
        let arrays = [
            NpzArray::numbers("one", &[], vec![0.1]),
            NpzArray::texts("names", vec!["w[0,1]".to_owned(), "β".to_owned()]),
            NpzArray { name: "rows".into(), shape: vec![2, 2], values: NpzValues::Spooled(spool) },
            NpzArray {
                name: "step".into(),
                shape: vec![3],
                values: NpzValues::Counts(Box::new(0..3)),
            },
        ];
        let mut bytes = Vec::new();
        write_npz(&mut bytes, arrays).unwrap();
        let one = member(&bytes, "one.npy");
        let one = npyz::NpyFile::new(&one[..]).unwrap();
        assert_eq!(one.shape(), &[0_u64; 0]);
        assert_eq!(one.into_vec::<f64>().unwrap(), [0.1]);
        let names = member(&bytes, "names.npy");
        let names = npyz::NpyFile::new(&names[..]).unwrap();
        assert_eq!(names.dtype().descr(), "'<U6'");
        assert_eq!(names.into_vec::<String>().unwrap(), ["w[0,1]", "β"]);
        let rows = member(&bytes, "rows.npy");
        let rows = npyz::NpyFile::new(&rows[..]).unwrap();
        assert_eq!((rows.shape(), rows.order()), (&[2, 2][..], npyz::Order::C));
        let rows: Vec<u64> = rows.into_vec::<f64>().unwrap().iter().map(|x| x.to_bits()).collect();
        assert_eq!(rows, [1.0, f64::NAN, -0.1, 1e300].map(f64::to_bits));
        let step = member(&bytes, "step.npy");
        let step = npyz::NpyFile::new(&step[..]).unwrap().into_vec::<i64>().unwrap();
        assert_eq!(step, [0, 1, 2]);
    }

    #[test]
    fn what_exceeds_memory_waits_on_disk_and_comes_back_in_order() {
        let mut spool = Spool::default();
        let count = 3 * IN_MEMORY / 8;
        let row = |k: usize| [k as f64, -(k as f64)];
        (0..count / 2).for_each(|k| spool.push(&row(k)).unwrap());
        assert_eq!(spool.len(), count / 2 * 2);
        let mut next = 0;
        spool
            .hand_out(|number| {
                assert_eq!(number, row(next / 2)[next % 2]);
                next += 1;
                Ok(())
            })
            .unwrap();
        assert_eq!(next, count / 2 * 2);
    }
}
