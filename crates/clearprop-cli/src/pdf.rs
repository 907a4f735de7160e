//! PDF, which Typst sets, where the command was built with it.

use crate::failure::Failure;

/// The pages of a solution in Typst markup.
#[cfg(feature = "pdf")]
pub(crate) fn pdf(markup: &str) -> Result<Vec<u8>, Failure> {
    clearprop_pdf::pdf(markup).map_err(|message| Failure(format!("the PDF could not be set: {message}")))
}

/// How to get it.
#[cfg(not(feature = "pdf"))]
pub(crate) fn pdf(_: &str) -> Result<Vec<u8>, Failure> {
    Err(Failure(
        "this command was built without PDF; build it with `cargo install --path crates/clearprop-cli --features pdf` \
         (it takes many minutes), or write solution.html, which prints well, or solution.typ for Typst"
            .into(),
    ))
}
