//! Sheets with blanks, varied sheets, and the formats that are programs, as a user asks for them.

mod common;

use common::Place;

#[test]
fn a_sheet_with_blanks_comes_with_its_key() {
    let place = Place::new();
    let run = place.run("explain --blank dE/dw[2,*,*] -o sheet.md");
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("sheet.md") && run.err.contains("sheet.key.md"), "{}", run.err);
    place.done("explain -q -o whole.md");
    let (sheet, key) = (place.text("sheet.md"), place.text("sheet.key.md"));
    assert_eq!(key, place.text("whole.md"), "the key is the whole solution");
    assert!(sheet.contains("\\_\\_\\_\\_") && !key.contains("\\_\\_\\_\\_"));
    assert_eq!(sheet.lines().count(), key.lines().count());
}

#[test]
fn a_sheet_may_go_to_the_screen() {
    let place = Place::new();
    assert!(place.done("explain mazur --blank z[*]").contains("____"));
    assert!(!place.done("explain mazur").contains("____"));
}

#[test]
fn varied_sheets_are_the_same_for_the_same_seed() {
    let place = Place::new();
    place.done("explain mazur --blank E --vary 3 7 -q -o a.md");
    place.done("explain mazur --blank E --vary 2 7 -q -o b.md");
    place.done("explain mazur --blank E --vary 2 8 -q -o c.md");
    for ending in ["md", "key.md", "toml"] {
        assert_eq!(place.read(&format!("a-1.{ending}")), place.read(&format!("b-1.{ending}")));
        assert_ne!(place.read(&format!("a-1.{ending}")), place.read(&format!("a-2.{ending}")));
        assert_ne!(place.read(&format!("a-1.{ending}")), place.read(&format!("c-1.{ending}")));
        assert!(place.path(&format!("a-3.{ending}")).exists());
        assert!(!place.path(&format!("b-3.{ending}")).exists());
    }
    place.done("explain a-2.toml -q -o again.md");
    assert_eq!(
        place.text("again.md"),
        place.text("a-2.key.md"),
        "the network beside the sheet is the sheet's"
    );
}

#[test]
fn what_cannot_be_a_sheet_is_refused() {
    let place = Place::new();
    assert!(place.refused("explain --blank dE/dq[*]").contains("matches nothing"));
    assert!(place.refused("explain --blank w[*]").contains("given values"));
    assert!(place.refused("explain --blank E --format json").contains("json holds every result"));
    assert!(place.refused("explain --blank E -o x.py").contains("python holds every result"));
    assert!(place.refused("explain --vary 0 1 -o x.md").contains("1 to 1000"));
    assert!(place.refused("explain --vary 1001 1 -o x.md").contains("1 to 1000"));
    assert!(place.refused("explain prakash --vary 2 1 --digits 1 -o x.md").contains("more digits"));
    assert_eq!(place.run("explain --vary 3 1").code, Some(2), "there is no name for the files");
    assert_eq!(place.run("explain --vary 3 -o x.md").code, Some(2));
    assert_eq!(place.run("explain --vary 3 1 --input 1,2,3 -o x.md").code, Some(2));
    assert!(!place.path("x.md").exists() && !place.path("x-1.md").exists());
}

#[test]
fn a_program_is_written_for_its_ending() {
    let place = Place::new();
    place.done("explain -q -o x.py");
    assert!(place.text("x.py").contains("import numpy") && !place.text("x.py").contains("torch"));
    assert!(place.done("explain --format pytorch").contains("import torch"));
    place.done("explain -q -o x.ipynb");
    assert!(place.text("x.ipynb").contains("\"nbformat\": 4"));
    place.done("explain -q -o x.typ");
    assert!(place.text("x.typ").contains("= Worked solution"));
}

#[cfg(not(feature = "pdf"))]
#[test]
fn without_pdf_it_says_how_to_get_it() {
    let place = Place::new();
    let message = place.refused("explain -o solution.pdf");
    assert!(message.contains("--features pdf") && message.contains("solution.html"), "{message}");
    assert!(!place.path("solution.pdf").exists());
}

#[cfg(feature = "pdf")]
#[test]
fn with_it_a_pdf_is_written() {
    let place = Place::new();
    for network in ["handout", "mazur", "prakash"] {
        place.done(&format!("explain {network} --lesson -q -o solution.pdf"));
        assert!(place.read("solution.pdf").starts_with(b"%PDF"));
    }
}
