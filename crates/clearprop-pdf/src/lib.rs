//! Typst markup becomes a PDF.
//!
//! This is a crate of its own because Typst takes many minutes to build. Its fonts stand in it, so
//! that the same markup gives the same pages on every machine; their licences are in `fonts/LICENCES.txt`.

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// For words, regular and bold, and for formulas.
const FONTS: [&[u8]; 3] = [
    include_bytes!("../fonts/LibertinusSerif-Regular.otf"),
    include_bytes!("../fonts/LibertinusSerif-Bold.otf"),
    include_bytes!("../fonts/NewCMMath-Regular.otf"),
];

/// Sets one file of markup; it can name no other file, package or date.
///
/// ```
/// let pdf = clearprop_pdf::pdf("$ frac(∂ E, ∂ w) = -0.6423 $").expect("it is markup");
/// assert!(pdf.starts_with(b"%PDF"));
/// ```
///
/// # Errors
/// The first thing that Typst finds wrong with the markup, in its own words.
pub fn pdf(markup: &str) -> Result<Vec<u8>, String> {
    let page = Page::of(markup);
    let document: PagedDocument = typst::compile(&page).output.map_err(|errors| first(&errors))?;
    typst_pdf::pdf(&document, &PdfOptions::default()).map_err(|errors| first(&errors))
}

fn first(errors: &[SourceDiagnostic]) -> String {
    errors.first().map_or("Typst failed without a reason".into(), |error| error.message.to_string())
}

/// All that Typst may see.
struct Page {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    source: Source,
}

impl Page {
    fn of(markup: &str) -> Page {
        let fonts: Vec<Font> = FONTS.iter().flat_map(|font| Font::iter(Bytes::new(*font))).collect();
        Page {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            source: Source::detached(markup),
        }
    }
}

impl World for Page {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() { Ok(self.source.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
