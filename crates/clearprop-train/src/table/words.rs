//! A column of words: each different one kept once.

use std::collections::HashMap;

/// Words in the order of the rows; each row holds the place of its word in the list.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The different words, in the order in which they first stood.
    pub list: Vec<String>,
    /// For each row the place in `list`, or [`Words::MISSING`].
    pub codes: Vec<u32>,
    places: HashMap<String, u32>,
}

impl Words {
    /// The code of a row that has no word.
    pub const MISSING: u32 = u32::MAX;

    /// The word of row `row`, if it has one.
    pub fn get(&self, row: usize) -> Option<&str> {
        self.list.get(self.codes[row] as usize).map(String::as_str)
    }

    /// Adds a row at the end.
    pub fn push(&mut self, word: Option<&str>) {
        let code = word.map_or(Words::MISSING, |word| self.code(word));
        self.codes.push(code);
    }

    fn code(&mut self, word: &str) -> u32 {
        if let Some(&code) = self.places.get(word) {
            return code;
        }
        let code = u32::try_from(self.list.len()).expect("a table has fewer than 2³² different words");
        self.list.push(word.to_owned());
        self.places.insert(word.to_owned(), code);
        code
    }

    /// Adds all rows of `other` at the end.
    pub fn append(&mut self, other: &Words) {
        let codes: Vec<u32> = other.list.iter().map(|word| self.code(word)).collect();
        let place = |&code: &u32| codes.get(code as usize).copied().unwrap_or(Words::MISSING);
        self.codes.extend(other.codes.iter().map(place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appending_gives_one_word_one_code() {
        let mut words = Words::default();
        words.push(Some("red"));
        let mut more = Words::default();
        for word in [Some("blue"), None, Some("red")] {
            more.push(word);
        }
        words.append(&more);
        assert_eq!(words.list, ["red", "blue"]);
        assert_eq!(words.codes, [0, 1, Words::MISSING, 0]);
        assert_eq!(words.get(2), None);
    }
}
