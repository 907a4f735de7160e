//! The command as a user meets it: what it prints, what it writes, what it refuses.

use std::path::PathBuf;
use std::process::{Command, Output};

/// Runs the command in an empty folder of its own.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a folder"))
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_clearprop"))
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .expect("it starts")
    }

    /// Standard output of a run that must go well.
    fn good(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// The one message of a run that must be refused.
    fn bad(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(output.stdout.is_empty(), "{arguments:?}: nothing is half-printed");
        errors
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("it can be written");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("it was written")
    }
}

#[test]
fn alone_it_explains_the_handout() {
    let folder = Folder::new();
    let alone = folder.good(&[]);
    assert_eq!(alone, folder.good(&["explain"]));
    assert_eq!(alone, folder.good(&["explain", "handout"]));
    for line in ["  w₁₁¹ = 0.2", "≈ 0.8176", "∂E₁", "Proof"] {
        assert!(alone.contains(line), "{line}");
    }
    assert!(!alone.contains('\x1b'), "no colour where no terminal is");
    let widest = alone.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(100), "{widest:?}");
}

#[test]
fn json_is_what_the_contract_says() {
    let folder = Folder::new();
    let json: serde_json::Value =
        serde_json::from_str(&folder.good(&["explain", "--format", "json"])).expect("one JSON object");
    let quantities = json["quantities"].as_array().expect("a list");
    let find = |id: &str| quantities.iter().find(|q| q["id"] == id).unwrap_or_else(|| panic!("{id}"));
    let z = find("z[1,1]");
    assert_eq!(z["value"], 1.5);
    assert_eq!(z["printed"], "1.5000");
    assert_eq!(z["symbol"], "z_{1}");
    assert_eq!(z["rule"], "weighted-sum");
    assert_eq!(z["formula"], r"w_{11}^{1} \, i_{1} + w_{21}^{1} \, i_{2} + w_{31}^{1} \, i_{3} + b_{1}^{1}");
    for id in ["x[1]", "E[3]", "E", "dE/dz[1,1]", "dE/da[2,1]", "da[2,1]/dz[2,2]", "dE[2]/dw[1,2,3]"] {
        find(id);
    }
    for id in ["dz[2,1]/da[1,3]", "dz[1,2]/dw[1,3,2]", "dz[1,1]/db[1,1]", "w'[2,1,1]", "b'[1,1]", "E'"] {
        find(id);
    }
}

#[test]
fn the_ending_names_the_format() {
    let folder = Folder::new();
    for (file, start) in
        [("s.md", "# Worked"), ("s.tex", "\\documentclass"), ("s.json", "{"), ("s.txt", "Worked")]
    {
        folder.good(&["explain", "-o", file]);
        assert!(folder.read(file).starts_with(start), "{file}");
    }
    assert!(folder.bad(&["explain", "-o", "s.docx"]).contains("no format has this ending"));
    assert!(!folder.path("s.docx").exists());
    assert!(folder.bad(&["explain", "-o", "no/folder/s.md"]).contains("no such file or folder"));
    assert!(folder.bad(&["explain", "--format", "markdwon"]).contains("did you mean `markdown`?"));
}

#[test]
fn options_change_what_they_say() {
    let folder = Folder::new();
    let only = folder.good(&["explain", "--only", "z[1,2]", "--digits", "2"]);
    assert!(only.contains("= 1.41") && !only.contains("z₁ ="), "{only}");
    let again = ["explain", "mazur", "--input", "0.5,-0.25", "--target", "1,0", "--learning-rate", "2"];
    let json: serde_json::Value =
        serde_json::from_str(&folder.good(&[&again[..], &["--format", "json"]].concat())).expect("JSON");
    let value = |id: &str| {
        let list = json["quantities"].as_array().expect("a list");
        list.iter().find(|q| q["id"] == id).map(|q| q["value"].as_f64().expect("a number"))
    };
    assert_eq!(value("x[2]"), Some(-0.25));
    assert_eq!(value("y[1]"), Some(1.0));
    let step = value("w'[1,1,1]").unwrap() - value("w[1,1,1]").unwrap();
    assert!((step + 2.0 * value("dE/dw[1,1,1]").unwrap()).abs() < 1e-15);

    let handout = folder.good(&["explain", "--method", "handout"]);
    assert!(handout.replace('\n', " ").contains("it rises from 1.5400 to 5.0354: the update goes uphill"));
    assert!(folder.good(&["explain", "--cut"]).contains("≈ 0.8175"));
    assert!(folder.good(&["explain", "--by-hand"]).contains("What the rounding costs"));
    for notation in ["handout", "mazur", "standard"] {
        for style in ["chain", "delta", "matrix"] {
            let text = folder.good(&["explain", "prakash", "--notation", notation, "--style", style]);
            assert!(text.contains("Proof"), "{notation} {style}");
        }
    }
}

#[test]
fn new_writes_a_network_that_explain_reads() {
    let folder = Folder::new();
    folder.good(&[
        "new",
        "2-3-2",
        "--activation",
        "tanh",
        "--output",
        "softmax",
        "--seed",
        "7",
        "-o",
        "my.toml",
    ]);
    let text = folder.read("my.toml");
    assert!(text.starts_with("# A 2-3-2 network"));
    assert!(folder.good(&["explain", "my.toml"]).contains("2-3-2"));
    assert!(folder.bad(&["new", "2-3-2", "-o", "my.toml"]).contains("exists already"));
    assert_eq!(folder.read("my.toml"), text, "nothing of the user's is lost");
    assert!(folder.bad(&["new", "2x3"]).contains("like 2-3-2"));
    assert!(folder.bad(&["new", "2-1", "--output", "softmax"]).contains("softmax over one neuron"));
    assert!(folder.bad(&["new", "2-2", "--activation", "sigmoyd"]).contains("did you mean `sigmoid`?"));
}

#[test]
fn lists_show_what_is_embedded() {
    let folder = Folder::new();
    let networks = folder.good(&["networks"]);
    for name in ["handout", "mazur", "prakash"] {
        assert!(networks.contains(name));
        assert!(folder.good(&["explain", name]).contains("Proof"));
    }
    let notations = folder.good(&["notations"]);
    assert!(notations.contains("standard") && notations.contains('≈'), "each with a line of working");
}

#[test]
fn bad_input_is_said_with_its_place() {
    let folder = Folder::new();
    let layer = "[[layer]]\nactivation = \"sigmoid\"\nweights = [[0.5, 0.5]]\n";
    let sample = "[[sample]]\ninput = [1.0]\ntarget = [1.0, 0.0]\n";
    let loss = "loss = \"squared-error\"\n";
    let cases: [(&str, String, &str); 15] = [
        ("toml", "loss = \n".into(), "bad.toml:1:8: "),
        (
            "loss",
            format!("loss = \"sqared-error\"\n{layer}"),
            "bad.toml:1:8: unknown loss `sqared-error`; did you mean `squared-error`?",
        ),
        (
            "activation",
            format!("{loss}{}", layer.replace("sigmoid", "relo")),
            "bad.toml:3:14: unknown activation `relo`; did you mean `relu`?",
        ),
        (
            "field",
            format!("{loss}{layer}weigths = 1\n"),
            "bad.toml:5:1: unknown field `weigths`; did you mean `weights`?",
        ),
        (
            "word",
            format!("{loss}{}", layer.replace("[[0.5,", "[[\"a\",")),
            "bad.toml:4:13: invalid type: string \"a\", expected a number",
        ),
        (
            "part",
            format!("loss = \"cross-entropy\"\n{layer}"),
            "did you mean `categorical-cross-entropy` or `binary-cross-entropy`?",
        ),
        ("initials", format!("loss = \"mse\"\n{layer}"), "did you mean `mean-squared-error`?"),
        (
            "ragged",
            format!("{loss}{}", layer.replace("[[0.5, 0.5]]", "[[0.5, 0.5], [0.5]]")),
            "bad.toml:4:24: layer 1: row 2 of the weights has 1 number,",
        ),
        (
            "shape",
            format!("{loss}{layer}{layer}"),
            "layer 2: expected 2 rows of weights, one for each neuron of the layer before, found 1",
        ),
        ("bias", format!("{loss}{layer}bias = [1.0]\n"), "layer 1: expected 2 biases"),
        ("nan", format!("{loss}{}", layer.replace("[[0.5,", "[[nan,")), "layer 1: weight 1 of row 1 is NaN"),
        (
            "input",
            format!("{loss}{layer}{}", sample.replace("[1.0]", "[1.0, 2.0]")),
            "bad.toml:5:1: sample 1: expected 1 input, found 2",
        ),
        (
            "softmax",
            format!("{loss}{}", layer.replace("sigmoid", "softmax").replace("[[0.5, 0.5]]", "[[0.5]]")),
            "softmax over one neuron is always 1",
        ),
        (
            "sum",
            format!(
                "loss = \"categorical-cross-entropy\"\n{}{}",
                layer.replace("sigmoid", "softmax"),
                sample.replace("0.0]", "0.5]")
            ),
            "sum to 1, these sum to 1.5",
        ),
        ("none", format!("{loss}{layer}"), "bad.toml: the network has no sample"),
    ];
    for (name, text, expected) in cases {
        folder.write("bad.toml", &text);
        let message = folder.bad(&["explain", "bad.toml"]);
        assert!(message.starts_with("error: "), "{name}: {message}");
        assert!(message.contains(expected), "{name}: {message}");
    }
    folder.write("good.toml", &format!("{loss}{layer}{sample}"));
    assert!(folder.bad(&["explain", "good.tom"]).contains("no such file"));
    assert!(folder.bad(&["explain", "handuot"]).contains("did you mean `handout`?"));
    assert!(folder.bad(&["explain", "--notation", "mazr"]).contains("did you mean `mazur`?"));
    assert!(folder.bad(&["explain", "--only", "dE/dw[9,9,9]"]).contains("has no dE/dw[9,9,9]"));
    assert!(folder.bad(&["explain", "--only", "weight"]).contains("names no quantity"));
    assert!(folder.bad(&["explain", "--only", "DE/dW[1,2,3]"]).contains("did you mean `dE/dw[1,2,3]`?"));
    assert!(folder.bad(&["explain", "--only", "z(1,2"]).contains("did you mean `z[1,2]`?"));
    assert!(folder.bad(&["explain", "--only", "dE/dw[1,1]"]).contains("w[layer,from,to]"));
    assert!(folder.bad(&["explain", "--sample", "2"]).contains("--sample 2: the network has 1 sample,"));
    assert!(folder.bad(&["explain", "--input", "a,1,1"]).contains("expected a number, such as 0.5"));
    folder.good(&["explain", "--input", "1, -0.5, 2"]);
    folder.write("two.toml", &format!("{loss}{layer}{sample}{sample}"));
    assert!(folder.bad(&["explain", "two.toml", "--target", "0,1"]).contains("say with --sample which"));
    folder.good(&["explain", "two.toml", "--target", "0,1", "--sample", "2"]);
    assert!(folder.bad(&["explain", "--after", "99999999999"]).contains("updates would take too long"));
    assert!(folder.bad(&["new", "100000-100000-2"]).contains("expected at most 10000000"));
    assert!(folder.bad(&["explain", "--input", "nan,1,1"]).contains("not a finite number"));
    folder.write("notation.toml", "name = \"mine\"\n[symbols]\ninput = \"x_{<k>\"\n");
    assert!(folder.bad(&["explain", "--notation", "notation.toml"]).contains("notation.toml:3:"));
    std::fs::write(folder.path("bytes.toml"), [0xff, 0xfe, 0x00]).expect("it can be written");
    assert!(folder.bad(&["explain", "bytes.toml"]).contains("not text in UTF-8"));
    folder.good(&["new", "100-100-10", "-o", "large.toml"]);
    let long = folder.bad(&["explain", "large.toml", "--style", "chain"]);
    assert!(long.contains("lines") && long.contains("--style matrix") && long.contains("--only"), "{long}");
}

/// The same input gives the same bytes: nothing depends on the clock, the folder or a hash's seed.
#[test]
fn the_same_input_gives_the_same_bytes() {
    for format in ["terminal", "markdown", "latex", "json"] {
        let arguments = ["explain", "prakash", "--format", format];
        assert_eq!(Folder::new().good(&arguments), Folder::new().good(&arguments), "{format}");
    }
}
