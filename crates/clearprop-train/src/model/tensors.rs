//! Named numbers in a safetensors file, with JSON beside them.

use std::borrow::Cow;
use std::collections::HashMap;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use crate::{Error, Scalar};

/// Tensors on their way into a file: name, shape, bytes.
pub(super) struct Writer {
    dtype: Dtype,
    tensors: Vec<(String, Vec<usize>, Vec<u8>)>,
}

impl Writer {
    pub(super) fn new(precision: &str) -> Writer {
        let dtype = if precision == f32::NAME { Dtype::F32 } else { Dtype::F64 };
        Writer { dtype, tensors: Vec::new() }
    }

    pub(super) fn add(&mut self, name: String, shape: Vec<usize>, values: impl Iterator<Item = f64>) {
        let bytes = match self.dtype {
            Dtype::F32 => values.flat_map(|value| (value as f32).to_le_bytes()).collect(),
            _ => values.flat_map(f64::to_le_bytes).collect(),
        };
        self.tensors.push((name, shape, bytes));
    }

    /// The file: the tensors, and `json` as the metadata's entry `key`.
    pub(super) fn finish(self, key: &str, json: String) -> Result<Vec<u8>, Error> {
        let views = self.tensors.iter().map(|(name, shape, bytes)| {
            let view =
                TensorView::new(self.dtype, shape.clone(), bytes).expect("the shape is that of the bytes");
            (Cow::Borrowed(name.as_str()), view)
        });
        let metadata = HashMap::from([(key.to_owned(), json)]);
        safetensors::serialize(views, Some(metadata)).map_err(|error| Error::Write(error.to_string()))
    }
}

/// An opened file.
pub(super) struct Reader<'a> {
    tensors: SafeTensors<'a>,
    /// The metadata's entry.
    pub(super) json: String,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], key: &str, what: &str) -> Result<Reader<'a>, Error> {
        let broken =
            |problem: String| Error::Model(format!("is no {what}, or cut off or altered: {problem}"));
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(|error| broken(error.to_string()))?;
        let json = header.metadata().as_ref().and_then(|metadata| metadata.get(key)).cloned();
        let Some(json) = json else {
            return Err(Error::Model(format!("is a safetensors file, but no {what} of clearprop")));
        };
        let tensors = SafeTensors::deserialize(bytes).map_err(|error| broken(error.to_string()))?;
        Ok(Reader { tensors, json })
    }

    /// The numbers of a tensor that must have this shape.
    pub(super) fn get(&self, name: &str, shape: &[usize]) -> Result<Vec<f64>, Error> {
        let wrong = |problem: String| Error::Model(format!("tensor `{name}`: {problem}"));
        let tensor = self.tensors.tensor(name).map_err(|_| wrong("is not there".into()))?;
        if tensor.shape() != shape {
            return Err(wrong(format!("expected the shape {shape:?}, found {:?}", tensor.shape())));
        }
        let data = tensor.data();
        let values: Vec<f64> = match tensor.dtype() {
            Dtype::F32 => {
                data.as_chunks().0.iter().map(|&bytes| f64::from(f32::from_le_bytes(bytes))).collect()
            }
            Dtype::F64 => data.as_chunks().0.iter().map(|&bytes| f64::from_le_bytes(bytes)).collect(),
            other => return Err(wrong(format!("expected F32 or F64, found {other:?}"))),
        };
        match values.iter().all(|value| value.is_finite()) {
            true => Ok(values),
            false => Err(wrong("holds what is no finite number".into())),
        }
    }
}
