//! From a table to a model: what is decided before the first step and after the last.

use clearprop::math::{Activation, Loss};

use crate::model::{Model, Training};
use crate::preprocess::{LeftOut, Plan, PlanOptions, Preprocessing, Split, Target, plan, split};
use crate::table::Table;
use crate::{Dataset, Error, Fitted, Options, Parameters, Scalar, State};

/// How a table is learnt.
#[derive(Clone, Debug)]
pub struct LearnOptions {
    /// What the columns are.
    pub plan: PlanOptions,
    /// The widths of the hidden layers.
    pub hidden: Vec<usize>,
    /// The activation of the hidden layers.
    pub activation: Activation,
    /// The share of the rows that is kept back for validation.
    pub validation: f64,
    /// Whether rare classes count as much as frequent ones.
    pub balanced: bool,
    /// How the network is fitted.
    pub fit: Options,
}

impl Default for LearnOptions {
    fn default() -> LearnOptions {
        LearnOptions {
            plan: PlanOptions::default(),
            hidden: vec![64],
            activation: Activation::Relu,
            validation: 0.0,
            balanced: false,
            fit: Options::default(),
        }
    }
}

/// A table made ready for [`fit`](crate::fit()).
#[derive(Clone, Debug)]
pub struct Prepared<T> {
    /// What becomes of the columns.
    pub preprocessing: Preprocessing,
    /// The columns that are not used.
    pub left_out: Vec<LeftOut>,
    /// Which rows train and which validate.
    pub split: Split,
    /// The rows to learn from.
    pub training: Dataset<T>,
    /// The rows kept back.
    pub validation: Option<Dataset<T>>,
    /// Numbers are learnt in units of their own: for each output the mean and the deviation.
    pub units: Vec<(f64, f64)>,
}

/// Makes a table ready.
///
/// # Errors
/// [`Error::Table`] if target or columns cannot be used; [`Error::Option`] for a share beyond 0 to 1.
pub fn prepare<T: Scalar>(table: &Table, options: &LearnOptions) -> Result<Prepared<T>, Error> {
    if !(0.0..1.0).contains(&options.validation) {
        let found = options.validation;
        return Err(Error::Option(format!(
            "validation is {found}, expected a share from 0 up to, not including, 1"
        )));
    }
    let target = Target::infer(table, &options.plan)?;
    let rows: Vec<u32> = (0..table.rows as u32).collect();
    let classes = match &target {
        Target::Classes { .. } => Some(target.classes_of(table, &rows, 0)?),
        Target::Numbers { .. } => None,
    };
    let split = split(table.rows, classes.as_deref(), options.validation, options.fit.seed);
    if options.validation > 0.0 && split.validation.is_empty() {
        return Err(Error::Option(format!(
            "validation is {}, which keeps back none of {} rows; expected a larger share, or 0",
            options.validation, table.rows
        )));
    }
    let Plan { preprocessing, left_out } = plan(table, target, &split.training, &options.plan)?;
    let mut training = preprocessing.dataset::<T>(table, &split.training)?;
    let mut validation = match split.validation.is_empty() {
        true => None,
        false => Some(preprocessing.dataset::<T>(table, &split.validation)?),
    };
    let units = match &classes {
        Some(_) => Vec::new(),
        None => units_of(&training),
    };
    for data in std::iter::once(&mut training).chain(&mut validation) {
        to_units(data, &units);
    }
    if let Some(classes) = classes.filter(|_| options.balanced) {
        training.weight = Some(balanced(&classes, &split.training));
    }
    Ok(Prepared { preprocessing, left_out, split, training, validation, units })
}

/// Mean and deviation of each target.
fn units_of<T: Scalar>(data: &Dataset<T>) -> Vec<(f64, f64)> {
    (0..data.outputs)
        .map(|k| {
            let values = || data.target.iter().skip(k).step_by(data.outputs).map(|value| value.to_f64());
            let mean = values().sum::<f64>() / data.rows as f64;
            let variance =
                values().map(|value| (value - mean) * (value - mean)).sum::<f64>() / data.rows as f64;
            (mean, if variance > 0.0 { variance.sqrt() } else { 1.0 })
        })
        .collect()
}

fn to_units<T: Scalar>(data: &mut Dataset<T>, units: &[(f64, f64)]) {
    if units.is_empty() {
        return;
    }
    for target in data.target.chunks_mut(units.len()) {
        for (value, (mean, deviation)) in target.iter_mut().zip(units) {
            *value = T::from_f64((value.to_f64() - mean) / deviation);
        }
    }
}

/// rows/(classes · rows of the class) for each row, which averages 1.
fn balanced<T: Scalar>(classes: &[usize], rows: &[u32]) -> Vec<T> {
    let mut counts = vec![0_usize; classes.iter().max().map_or(0, |last| last + 1)];
    for &row in rows {
        counts[classes[row as usize]] += 1;
    }
    let present = counts.iter().filter(|&&count| count > 0).count();
    let weight = |row: &u32| {
        let count = counts[classes[*row as usize]];
        T::from_f64(rows.len() as f64 / (present * count) as f64)
    };
    rows.iter().map(weight).collect()
}

/// A number that another table would change.
fn digest<T: Scalar>(data: &Dataset<T>) -> u64 {
    // The hash FNV-1a, on whole numbers instead of bytes.
    let mix = |digest: u64, value: &T| (digest ^ value.to_f64().to_bits()).wrapping_mul(0x0100_0000_01b3);
    data.input.iter().chain(&data.target).fold(0xcbf2_9ce4_8422_2325, mix)
}

impl<T: Scalar> Prepared<T> {
    /// The state before the first epoch: a network of the options' hidden layers, and the last
    /// activation and the loss that the target asks for.
    ///
    /// # Errors
    /// [`Error::Shape`] for a width of 0.
    pub fn start(&self, options: &LearnOptions) -> Result<State<T>, Error> {
        let (last, loss) = match &self.preprocessing.target {
            Target::Classes { classes, .. } if classes.len() == 2 => {
                (Activation::Sigmoid, Loss::BinaryCrossEntropy)
            }
            Target::Classes { .. } => (Activation::Softmax, Loss::CategoricalCrossEntropy),
            Target::Numbers { .. } => (Activation::Identity, Loss::MeanSquaredError),
        };
        let mut widths = vec![self.training.inputs];
        widths.extend(&options.hidden);
        widths.push(self.training.outputs);
        let mut activations = vec![options.activation; options.hidden.len()];
        activations.push(last);
        let parameters = Parameters::initialise(&widths, &activations, loss, options.fit.seed)?;
        Ok(State::new(parameters, &options.fit))
    }

    /// The model that came of it. The units of a numeric target go into the last layer, so that
    /// the network answers in those of the table.
    pub fn model(&self, fitted: &Fitted<T>, options: &LearnOptions) -> Model {
        let mut network = fitted.parameters.to_network(options.fit.learning_rate);
        if let Some(last) = network.layers.last_mut() {
            for (k, (mean, deviation)) in self.units.iter().enumerate() {
                for j in 0..last.weights.rows {
                    last.weights[(j, k)] *= deviation;
                }
                last.bias[k] = last.bias[k] * deviation + mean;
            }
        }
        Model {
            preprocessing: self.preprocessing.clone(),
            network,
            training: Training {
                version: env!("CARGO_PKG_VERSION").into(),
                seed: options.fit.seed,
                precision: T::NAME.into(),
                optimizer: options.fit.optimiser.name().into(),
                rows: self.training.rows,
                epoch: fitted.epoch,
                history: fitted.history.clone(),
            },
        }
    }

    /// What must be the same for a run to go on from a checkpoint, as text.
    pub fn fingerprint(&self, options: &LearnOptions) -> String {
        let columns = serde_json::to_string(&self.preprocessing).expect("plain data becomes JSON");
        let fit = Options { threads: 1, ..options.fit.clone() };
        let LearnOptions { hidden, activation, balanced, validation, .. } = options;
        let rows = (self.training.rows, digest(&self.training), &self.units);
        format!(
            "{columns} {rows:?} {hidden:?} {} {balanced} {validation} {fit:?} {}",
            activation.name(),
            T::NAME
        )
    }
}
