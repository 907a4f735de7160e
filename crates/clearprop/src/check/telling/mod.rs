//! A report as people and programs read it: one file for each format.

mod annotated;
mod csv;
mod human;
mod json;
mod markdown;
mod words;

pub use annotated::{annotated_html, annotated_markdown};
pub use csv::{csv_header, csv_row};
pub use human::human;
pub use json::json;
pub use markdown::markdown;
pub use words::{in_one_line, used_network};
