//! Which letters stand side by side in a text: most words that are looked for are ruled out by it.

/// The pairs of neighbouring bytes of a text, by the five bits that tell letters apart.
pub(crate) struct Pairs([u64; 16]);

impl Pairs {
    pub(crate) fn of(text: &str) -> Pairs {
        let mut seen = [0; 16];
        for pair in text.as_bytes().windows(2) {
            let (word, bit) = place(pair[0], pair[1]);
            seen[word] |= 1 << bit;
        }
        Pairs(seen)
    }

    /// Whether the text may hold this word; it surely does not where a pair of it is missing.
    pub(crate) fn may_hold(&self, word: &str) -> bool {
        word.as_bytes().windows(2).all(|pair| {
            let (word, bit) = place(pair[0], pair[1]);
            self.0[word] >> bit & 1 == 1
        })
    }
}

fn place(one: u8, other: u8) -> (usize, u32) {
    let pair = u32::from(one & 31) << 5 | u32::from(other & 31);
    ((pair >> 6) as usize, pair & 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_holds_is_never_ruled_out() {
        let text = "der Schwellwert θ₁ ist 学习率 0.5";
        for (start, _) in text.char_indices() {
            for (end, _) in text.char_indices().filter(|&(end, _)| end > start) {
                assert!(Pairs::of(text).may_hold(&text[start..end]));
            }
        }
        assert!(!Pairs::of(text).may_hold("bias"));
    }
}
