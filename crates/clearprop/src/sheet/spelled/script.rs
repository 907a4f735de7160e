//! A script with cells: the text of a notebook stands in it as comments, below `# %% [markdown]`.

use super::Spelled;
use crate::sheet::types::Span;

/// The script with the text of its cells as it is, without the signs of comments; nothing for another text.
pub(super) fn spelled(text: &str) -> Option<Spelled> {
    if !text.starts_with("# %% [markdown]") && !text.contains("\n# %% [markdown]") {
        return None;
    }
    let mut spelled = Spelled::default();
    let (mut at, mut is_text) = (0, false);
    for line in text.split_inclusive('\n') {
        let mark = if line.starts_with("# %%") {
            is_text = line.contains("[markdown]");
            0
        } else {
            match line.strip_prefix('#') {
                Some(rest) if is_text => 1 + usize::from(rest.starts_with(' ')),
                _ => 0,
            }
        };
        spelled.copy(text, Span { start: at + mark, end: at + line.len() });
        at += line.len();
    }
    Some(spelled)
}

#[cfg(test)]
mod tests {
    #[test]
    fn comments_of_text_cells_are_text() {
        let script = "# %% [markdown]\n# $z = 1$\n#\n# %%\n# a remark\n";
        let spelled = super::spelled(script).expect("it has a cell of text");
        assert_eq!(spelled.text, "# %% [markdown]\n$z = 1$\n\n# %%\n# a remark\n");
        assert!(super::spelled("# z = 1\n").is_none());
    }
}
