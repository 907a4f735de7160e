//! How the learning rate goes on over the epochs.

/// The learning rate of an epoch, as a share of the one that training starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Schedule {
    /// Always the same.
    Constant,
    /// ½ (1 + cos(π e/epochs)) in epoch e = 0, 1, …: down to zero along half a wave.
    Cosine,
    /// A tenth after each third of the epochs: 1, 0.1, 0.01.
    Step,
    /// Halved each time when [`Schedule::PLATEAU`] epochs in a row brought no better loss.
    Plateau,
}

impl Schedule {
    /// Every schedule, in the order in which they are listed to people.
    pub const ALL: [Schedule; 4] = [Schedule::Constant, Schedule::Cosine, Schedule::Step, Schedule::Plateau];

    /// How many epochs without a better loss make a plateau.
    pub const PLATEAU: usize = 5;

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Schedule::Constant => "constant",
            Schedule::Cosine => "cosine",
            Schedule::Step => "step",
            Schedule::Plateau => "plateau",
        }
    }

    /// The schedule of this name.
    pub fn from_name(name: &str) -> Option<Schedule> {
        Schedule::ALL.into_iter().find(|schedule| schedule.name() == name)
    }

    /// The share in epoch `epoch`, counted from 0, of `epochs`, when `plateaus` plateaus were met.
    pub fn share(self, epoch: usize, epochs: usize, plateaus: usize) -> f64 {
        match self {
            Schedule::Constant => 1.0,
            Schedule::Cosine => 0.5 * (1.0 + libm::cos(std::f64::consts::PI * epoch as f64 / epochs as f64)),
            Schedule::Step => [1.0, 0.1, 0.01][(3 * epoch / epochs.max(1)).min(2)],
            Schedule::Plateau => 0.5_f64.powi(plateaus.min(60) as i32),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_start_at_the_whole_rate_and_do_not_rise() {
        for schedule in Schedule::ALL {
            assert_eq!(Schedule::from_name(schedule.name()), Some(schedule));
            assert_eq!(schedule.share(0, 30, 0), 1.0);
            for epoch in 1..30 {
                let plateau = epoch / 6;
                assert!(schedule.share(epoch, 30, plateau) <= schedule.share(epoch - 1, 30, (epoch - 1) / 6));
            }
        }
        assert_eq!(Schedule::Step.share(10, 30, 0), 0.1);
        assert!((Schedule::Cosine.share(15, 30, 0) - 0.5).abs() < 1e-15);
    }
}
