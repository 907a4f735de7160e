//! The `clearprop` command.

#![allow(rustdoc::broken_intra_doc_links, reason = "help texts name quantities, such as w[1,2,3]")]

mod check;
mod evaluate;
mod explain;
mod export;
mod failure;
mod import;
mod lists;
mod model;
mod new;
mod output;
mod pdf;
mod predict;
mod sheets;
mod show;
mod source;
mod train;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

/// Small neural networks worked by hand: every number explained, every mistake found, fast to train.
///
/// Without a command it explains the embedded handout network.
#[derive(Parser)]
#[command(version)]
struct Clearprop {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    Explain(Box<explain::Arguments>),
    Check(Box<check::Arguments>),
    New(new::Arguments),
    Train(Box<train::Arguments>),
    Predict(predict::Arguments),
    Evaluate(evaluate::Arguments),
    Show(show::Arguments),
    Export(export::Arguments),
    Import(import::Arguments),
    /// List the embedded networks
    Networks,
    /// List the embedded notations, with a line of working in each
    Notations,
}

fn main() -> ExitCode {
    let outcome: Result<ExitCode, Failure> = match Clearprop::parse().command {
        None => explain::run(explain::Arguments::default()),
        Some(Command::Explain(arguments)) => explain::run(*arguments),
        Some(Command::Check(arguments)) => check::run(*arguments),
        Some(Command::New(arguments)) => new::run(arguments),
        Some(Command::Train(arguments)) => train::run(*arguments),
        Some(Command::Predict(arguments)) => predict::run(arguments),
        Some(Command::Evaluate(arguments)) => evaluate::run(arguments),
        Some(Command::Show(arguments)) => show::run(arguments),
        Some(Command::Export(arguments)) => export::run(arguments),
        Some(Command::Import(arguments)) => import::run(arguments),
        Some(Command::Networks) => lists::networks(),
        Some(Command::Notations) => lists::notations(),
    };
    outcome.unwrap_or_else(|failure| {
        eprintln!("error: {failure}");
        ExitCode::from(2)
    })
}
