//! Runs that are killed, broken off, or find the disk full.

#![cfg(unix)]

mod common;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{Place, Run};

const TRAIN: &str = "train table.csv -t y --hidden 24 --epochs 60 --validation 0.1 --quiet";

fn table(place: &Place) {
    let row = |row: usize| {
        format!("{},{},{}\n", row % 17, (row * row) % 23, (row % 17 > 8) ^ ((row * row) % 23 > 11))
    };
    let rows: String = (0..1200).map(row).collect();
    place.write("table.csv", format!("a,b,y\n{rows}"));
}

fn start(place: &Place, arguments: &str) -> Child {
    place.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the command starts")
}

/// A random number from 0 to 1.
fn unit() -> f64 {
    RandomState::new().build_hasher().finish() as f64 / u64::MAX as f64
}

#[test]
fn a_killed_run_goes_on_to_the_same_bytes() {
    let place = Place::new();
    table(&place);
    place.done(&format!("{TRAIN} -o whole.safetensors"));
    let whole = place.read("whole.safetensors");
    let begin = Instant::now();
    place.done(&format!("{TRAIN} --checkpoint first --every 1 -o kept.safetensors"));
    let length = begin.elapsed();
    assert!(place.read("kept.safetensors") == whole, "keeping checkpoints changes the model");
    for round in 0..20 {
        let run = format!("{TRAIN} --checkpoint run{round} --every 1 --resume -o end.safetensors");
        let mut child = start(&place, &run);
        let moment = Duration::from_secs_f64(length.as_secs_f64() * unit());
        std::thread::sleep(moment);
        child.kill().expect("a child can be killed");
        child.wait().expect("a killed child ends");
        let _ = std::fs::remove_file(place.path("end.safetensors"));
        place.done(&run);
        assert!(place.read("end.safetensors") == whole, "killed after {moment:?}, it ends otherwise");
    }
}

#[test]
fn a_checkpoint_of_another_run_is_refused() {
    let place = Place::new();
    table(&place);
    place.done(&format!("{TRAIN} --checkpoint run --every 20"));
    let message = place.refused(&format!("{TRAIN} --learning-rate 0.1 --checkpoint run --resume"));
    assert!(message.contains("is a checkpoint of another table or other options"), "{message}");
    // One answer in another row: the columns are still the same.
    let text = place.text("table.csv");
    let (head, last) = text.trim_end().rsplit_once(',').expect("the rows have three cells");
    place.write("table.csv", format!("{head},{}\n", if last == "true" { "false" } else { "true" }));
    let message = place.refused(&format!("{TRAIN} --checkpoint run --resume"));
    assert!(message.contains("is a checkpoint of another table or other options"), "{message}");
    place.write("table.csv", text);
    let state = place.read("run/state.safetensors");
    place.write("run/state.safetensors", &state[..state.len() / 2]);
    let message = place.refused(&format!("{TRAIN} --checkpoint run --resume"));
    assert!(message.contains("is no checkpoint, or cut off or altered"), "{message}");
}

#[test]
fn an_interrupt_keeps_the_best_so_far() {
    let place = Place::new();
    table(&place);
    let mut command = place.command("train table.csv -t y --epochs 1000000 -o m.safetensors");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command starts");
    std::thread::sleep(Duration::from_millis(800));
    let killed =
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill is there");
    assert!(killed.success());
    let run = Run::of(child.wait_with_output().expect("it ends"));
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains(", ended by Ctrl-C"), "{}", run.out);
    place.done("show m.safetensors");
}

/// A limit on the size of files stands in for a full disk: writing fails just so.
#[test]
fn a_full_disk_leaves_the_old_model() {
    let place = Place::new();
    table(&place);
    place.done(&format!("{TRAIN} -o m.safetensors"));
    let old = place.read("m.safetensors");
    let program = env!("CARGO_BIN_EXE_clearprop");
    let script = format!(
        "trap '' XFSZ; ulimit -f 1; exec '{program}' {TRAIN} --seed 5 --hidden 64,64 -o m.safetensors"
    );
    let output =
        Command::new("sh").args(["-c", &script]).current_dir(place.path("")).output().expect("sh is there");
    let run = Run::of(output);
    assert_eq!(run.code, Some(2), "{}{}", run.out, run.err);
    assert!(run.err.starts_with("error: m.safetensors: "), "{}", run.err);
    assert!(place.read("m.safetensors") == old, "the old model is gone");
    let files = std::fs::read_dir(place.path("")).expect("the folder is there").count();
    assert_eq!(files, 2, "a temporary file is left");
}
