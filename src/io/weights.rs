//! Weights of a network in a file: `.npz` of NumPy, `.safetensors` of PyTorch and others.

use std::io::{self, Cursor, Read, Write};
use std::path::{Path, PathBuf};

use npyz::{NpyFile, Order, TypeChar};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};

use super::{AtomicFile, FileError, NpzArray, write_npz};
use crate::objective::network::{Network, NetworkError, Tensor};

/// Why a file of weights cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The file cannot be opened or read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The extension says no format.
    #[error(
        "cannot tell the format of {}: weights stand in .npz (numpy.savez) or .safetensors files",
        path.display()
    )]
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// The file is not what its extension says.
    #[error("{} is no {format} file: {message}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What it should be.
        format: &'static str,
        /// What is wrong.
        message: String,
    },
    /// An array of something else than floating-point numbers.
    #[error(
        "{}: the array `{name}` has the type {kind}; weights are floating-point numbers of 16, 32 or 64 bits",
        path.display()
    )]
    Type {
        /// The file.
        path: PathBuf,
        /// The array.
        name: String,
        /// Its type, as the file calls it.
        kind: String,
    },
    /// Its arrays do not fit the network.
    #[error("{}: {error}", path.display())]
    Network {
        /// The file.
        path: PathBuf,
        /// Why.
        error: NetworkError,
    },
    /// It cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// The formats of a file of weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeightsFormat {
    /// Arrays as `numpy.savez` writes them.
    Npz,
    /// Those of Hugging Face's library.
    Safetensors,
}

impl WeightsFormat {
    /// Chooses by file extension.
    ///
    /// # Errors
    /// The extension is neither `.npz` nor `.safetensors`.
    pub fn of(path: &Path) -> Result<Self, WeightsError> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("npz") => Ok(Self::Npz),
            Some("safetensors") => Ok(Self::Safetensors),
            _ => Err(WeightsError::UnknownFormat { path: path.to_owned() }),
        }
    }
}

/// Where a network's weights begin: in the file that its description names, whose path leads from `folder`, or as they are
/// drawn.
pub fn first_weights(network: &Network, folder: &Path) -> Result<Vec<f64>, WeightsError> {
    let Some(file) = &network.config().weights else { return Ok(network.initial()) };
    weights_of(network, &folder.join(file))
}

/// The weights of a file for a network, which its arrays must fit.
pub fn weights_of(network: &Network, path: &Path) -> Result<Vec<f64>, WeightsError> {
    let tensors = read_weights(path)?;
    let explain = |error| WeightsError::Network { path: path.to_owned(), error };
    network.from_tensors(&tensors).map_err(explain)
}

/// Reads all arrays of a file, in the order of an `.npz`, and of a `.safetensors` by name, where numbers in names count as
/// numbers: `fc2` stands before `fc10`.
pub fn read_weights(path: &Path) -> Result<Vec<Tensor>, WeightsError> {
    let format = WeightsFormat::of(path)?;
    let failed = |source| WeightsError::Read { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(failed)?;
    match format {
        WeightsFormat::Npz => read_npz(path, &bytes),
        WeightsFormat::Safetensors => read_safetensors(path, &bytes),
    }
}

/// Writes arrays in double precision, in the format that the path's extension says.
///
/// # Errors
/// The extension says no format, or the file cannot be written.
pub fn write_weights(path: &Path, tensors: &[Tensor]) -> Result<PathBuf, WeightsError> {
    let format = WeightsFormat::of(path)?;
    let mut file = AtomicFile::create(path)?;
    let written = match format {
        WeightsFormat::Npz => {
            let array = |t: &Tensor| NpzArray::numbers(&t.name, &t.shape, t.values.clone());
            write_npz(&mut file, tensors.iter().map(array))
        }
        WeightsFormat::Safetensors => {
            safetensors_of(tensors).and_then(|bytes| file.write_all(&bytes))
        }
    };
    written.map_err(|source| file.explain(source))?;
    Ok(file.finish()?)
}

fn safetensors_of(tensors: &[Tensor]) -> io::Result<Vec<u8>> {
    let little_endian = |tensor: &Tensor| -> Vec<u8> {
        tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect()
    };
    let bytes: Vec<Vec<u8>> = tensors.iter().map(little_endian).collect();
    let mut views = Vec::with_capacity(tensors.len());
    for (tensor, bytes) in tensors.iter().zip(&bytes) {
        let view = TensorView::new(Dtype::F64, tensor.shape.clone(), bytes);
        views.push((&tensor.name, view.map_err(io::Error::other)?));
    }
    safetensors::serialize(views, None).map_err(io::Error::other)
}

fn malformed(path: &Path, format: &'static str, message: impl std::fmt::Display) -> WeightsError {
    WeightsError::Malformed { path: path.to_owned(), format, message: message.to_string() }
}

/// An `.npz` is a ZIP archive of `.npy` files.
fn read_npz(path: &Path, bytes: &[u8]) -> Result<Vec<Tensor>, WeightsError> {
    let wrong = |error: &dyn std::fmt::Display| malformed(path, ".npz", error);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| wrong(&error))?;
    let mut tensors = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).map_err(|error| wrong(&error))?;
        let name =
            member.name().map_err(|error| wrong(&error))?.trim_end_matches(".npy").to_owned();
        let mut npy = Vec::new();
        member.read_to_end(&mut npy).map_err(|error| wrong(&error))?;
        tensors.push(read_npy(path, name, &npy)?);
    }
    Ok(tensors)
}

fn read_npy(path: &Path, name: String, npy: &[u8]) -> Result<Tensor, WeightsError> {
    let wrong = |error: std::io::Error| malformed(path, ".npz", format!("`{name}`: {error}"));
    let file = NpyFile::new(npy).map_err(wrong)?;
    let kind = file.dtype().descr().trim_matches('\'').to_owned();
    let shape: Vec<usize> = file.shape().iter().map(|size| *size as usize).collect();
    let order = file.order();
    let float_bytes = match file.dtype() {
        npyz::DType::Plain(text) if text.type_char() == TypeChar::Float => text.size_field(),
        _ => 0,
    };
    let values = match float_bytes {
        8 => file.into_vec::<f64>().map_err(wrong)?,
        4 => file.into_vec::<f32>().map_err(wrong)?.into_iter().map(f64::from).collect(),
        2 => file.into_vec::<half::f16>().map_err(wrong)?.into_iter().map(f64::from).collect(),
        _ => return Err(WeightsError::Type { path: path.to_owned(), name, kind }),
    };
    let values = if order == Order::Fortran { last_index_fastest(&shape, &values) } else { values };
    Ok(Tensor { name, shape, values })
}

/// Numbers whose first index runs fastest, as Fortran has them, in C's order.
fn last_index_fastest(shape: &[usize], values: &[f64]) -> Vec<f64> {
    let place = |mut index: usize| {
        let (mut place, mut stride) = (0, values.len());
        for size in shape.iter().rev() {
            stride /= size;
            place += index % size * stride;
            index /= size;
        }
        place
    };
    (0..values.len()).map(|index| values[place(index)]).collect()
}

fn read_safetensors(path: &Path, bytes: &[u8]) -> Result<Vec<Tensor>, WeightsError> {
    let file =
        SafeTensors::deserialize(bytes).map_err(|error| malformed(path, ".safetensors", error))?;
    let mut names = file.names();
    names.sort_by_key(|name| natural(name));
    let tensor = |name: &str| {
        let view = file.tensor(name).map_err(|error| malformed(path, ".safetensors", error))?;
        let values = numbers(&view).ok_or_else(|| WeightsError::Type {
            path: path.to_owned(),
            name: name.to_owned(),
            kind: format!("{:?}", view.dtype()),
        })?;
        Ok(Tensor { name: name.to_owned(), shape: view.shape().to_vec(), values })
    };
    names.into_iter().map(tensor).collect()
}

/// The numbers of a tensor, little-endian in the file; `None` for other types.
fn numbers(view: &TensorView<'_>) -> Option<Vec<f64>> {
    fn all<const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f64) -> Vec<f64> {
        bytes.as_chunks().0.iter().map(|bytes| number(*bytes)).collect()
    }
    let bytes = view.data();
    Some(match view.dtype() {
        Dtype::F64 => all(bytes, f64::from_le_bytes),
        Dtype::F32 => all(bytes, |bytes| f64::from(f32::from_le_bytes(bytes))),
        Dtype::F16 => all(bytes, |bytes| f64::from(half::f16::from_le_bytes(bytes))),
        Dtype::BF16 => all(bytes, |bytes| f64::from(half::bf16::from_le_bytes(bytes))),
        _ => return None,
    })
}

/// A name cut into text and numbers, so that numbers compare as numbers.
fn natural(name: &str) -> Vec<(String, u64)> {
    let mut parts = vec![(String::new(), 0_u64)];
    let mut in_number = false;
    for c in name.chars() {
        if let Some(digit) = c.to_digit(10)
            && let Some((_, number)) = parts.last_mut()
        {
            *number = number.saturating_mul(10).saturating_add(u64::from(digit));
            in_number = true;
        } else {
            if std::mem::take(&mut in_number) {
                parts.push((String::new(), 0));
            }
            if let Some((text, _)) = parts.last_mut() {
                text.push(c);
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_as_numbers() {
        let mut names = ["fc10.weight", "fc2.weight", "fc2.bias", "0.weight", "fc1.weight"];
        names.sort_by_key(|name| natural(name));
        assert_eq!(names, ["0.weight", "fc1.weight", "fc2.bias", "fc2.weight", "fc10.weight"]);
    }

    #[test]
    fn fortran_order_is_turned() {
        // The matrix [[1, 2, 3], [4, 5, 6]], columns first.
        let values = [1.0, 4.0, 2.0, 5.0, 3.0, 6.0];
        assert_eq!(last_index_fastest(&[2, 3], &values), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    }
}
