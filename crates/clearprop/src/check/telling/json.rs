//! One JSON object a sheet, on one line.

use serde::Serialize;

use crate::check::report::Report;
use crate::sheet::Printed;

#[derive(Serialize)]
struct Wire<'a> {
    file: &'a str,
    network: &'a str,
    method: &'a str,
    claims: Vec<WireClaim<'a>>,
    findings: Vec<WireFinding<'a>>,
    summary: WireSummary,
}

#[derive(Serialize)]
struct WireClaim<'a> {
    line: usize,
    column: usize,
    quantity: Option<String>,
    claimed: &'a str,
    expected: Option<String>,
    verdict: &'a str,
    cause: Option<&'a str>,
}

#[derive(Serialize)]
struct WireFinding<'a> {
    kind: &'a str,
    line: usize,
    message: &'a str,
}

#[derive(Serialize)]
struct WireSummary {
    right: usize,
    rounded: usize,
    carried: usize,
    wrong: usize,
    unread: usize,
}

/// The report of one sheet.
pub fn json(file: &str, network: &str, report: &Report) -> String {
    let summary = report.summary();
    let claims = report.claims.iter().map(|claim| WireClaim {
        line: claim.line,
        column: claim.column,
        // A change has no name among the quantities.
        quantity: claim.quantity.filter(|_| !claim.is_change()).map(|quantity| quantity.to_string()),
        claimed: &claim.claimed,
        expected: claim.expected.map(|value| padded(value, claim.printed.as_ref())),
        verdict: claim.verdict.name(),
        cause: claim.cause.or(claim.reason.as_deref()),
    });
    let findings = report.findings.iter().map(|finding| WireFinding {
        kind: finding.kind,
        line: finding.line,
        message: &finding.message,
    });
    let wire = Wire {
        file,
        network,
        method: report.manner.method.name(),
        claims: claims.collect(),
        findings: findings.collect(),
        summary: WireSummary {
            right: summary.right,
            rounded: summary.rounded,
            carried: summary.carried,
            wrong: summary.wrong,
            unread: summary.unread,
        },
    };
    serde_json::to_string(&wire).expect("plain data is JSON")
}

/// A value with as many decimals as the number beside which it is put.
pub(super) fn padded(value: crate::math::Decimal, beside: Option<&Printed>) -> String {
    let text = value.trimmed().to_string();
    let decimals = beside.map_or(0, |printed| (-printed.unit).max(0) as usize);
    if text.contains('e') || decimals == 0 || decimals > 30 {
        return text;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}.{fraction:0<decimals$}")
}
