//! Protocol buffers, as much of them as ONNX needs: fields by number, in and out.

use crate::Error;

/// A message that is being written.
#[derive(Default)]
pub(super) struct Message(pub(super) Vec<u8>);

impl Message {
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// A whole number.
    pub(super) fn int(mut self, field: u64, value: i64) -> Message {
        self.varint(field << 3);
        self.varint(value as u64);
        self
    }

    /// A float.
    pub(super) fn float(mut self, field: u64, value: f32) -> Message {
        self.varint(field << 3 | 5);
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    /// Bytes or text.
    pub(super) fn bytes(mut self, field: u64, value: impl AsRef<[u8]>) -> Message {
        let value = value.as_ref();
        self.varint(field << 3 | 2);
        self.varint(value.len() as u64);
        self.0.extend_from_slice(value);
        self
    }

    /// A message within this one.
    pub(super) fn message(self, field: u64, value: Message) -> Message {
        self.bytes(field, value.0)
    }

    /// Several messages.
    pub(super) fn messages(self, field: u64, values: impl IntoIterator<Item = Message>) -> Message {
        values.into_iter().fold(self, |message, value| message.message(field, value))
    }

    /// Several texts.
    pub(super) fn texts(self, field: u64, values: impl IntoIterator<Item = impl AsRef<str>>) -> Message {
        values.into_iter().fold(self, |message, value| message.bytes(field, value.as_ref()))
    }
}

/// The value of a field that is read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    Int(i64),
    Bytes(&'a [u8]),
    Fixed32([u8; 4]),
    Fixed64([u8; 8]),
}

/// The fields of a message, one after another. Nothing in it is trusted.
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Fields<'a> {
        Fields { rest: bytes }
    }

    /// The next field's number and value; nothing at the end.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Value<'a>)>, Error> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let key = self.varint()?;
        let value = match key & 7 {
            0 => Value::Int(self.varint()? as i64),
            1 => Value::Fixed64(self.fixed()?),
            2 => {
                let length = usize::try_from(self.varint()?).map_err(|_| cut_off())?;
                let (value, rest) = self.rest.split_at_checked(length).ok_or_else(cut_off)?;
                self.rest = rest;
                Value::Bytes(value)
            }
            5 => Value::Fixed32(self.fixed()?),
            _ => return Err(cut_off()),
        };
        Ok(Some((key >> 3, value)))
    }

    /// A number in seven bits a byte.
    pub(super) fn varint(&mut self) -> Result<u64, Error> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.rest.split_first().ok_or_else(cut_off)?;
            self.rest = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(cut_off())
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (value, rest) = self.rest.split_first_chunk().ok_or_else(cut_off)?;
        self.rest = rest;
        Ok(*value)
    }

    /// Whether nothing is left.
    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}

fn cut_off() -> Error {
    Error::Model("is no ONNX file, or cut off or altered".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let message =
            Message::default().int(1, -1).float(2, 0.5).bytes(300, "text").message(4, Message::default());
        let mut fields = Fields::of(&message.0);
        let mut seen = Vec::new();
        while let Some((number, value)) = fields.next().unwrap() {
            seen.push(format!("{number}:{value:?}"));
        }
        assert_eq!(
            seen,
            ["1:Int(-1)", "2:Fixed32([0, 0, 0, 63])", "300:Bytes([116, 101, 120, 116])", "4:Bytes([])"]
        );
        for length in 1..message.0.len() - 2 {
            let mut fields = Fields::of(&message.0[..length]);
            while let Ok(Some(_)) = fields.next() {}
        }
    }
}
