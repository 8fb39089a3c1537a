//! The words that choose an optimizer: what is read, what is written back, and what is refused with which sentence.

use crate::reference::{fixture, referenced};
use fallline::optim::methods::METHODS;
use fallline::optim::schedule::KINDS;
use fallline::optim::{Family, OptimError, Optimizer, Schedule, Table, Value};

fn refusal(text: &str) -> String {
    Optimizer::parse(text).expect_err(text).to_string()
}

#[test]
fn text_round_trips() {
    for text in [
        "adam",
        "adam:lr=0.1",
        "sgd:lr=0.01,momentum=0.9,nesterov=true",
        "adam:eps=1e-12",
        "sgd:dampening=-0.5",
    ] {
        let optimizer = Optimizer::parse(text).unwrap();
        assert_eq!(optimizer.to_string(), text);
        assert_eq!(Optimizer::parse(&optimizer.to_string()).unwrap(), optimizer);
    }
    // A value that is the default is not written back.
    assert_eq!(Optimizer::parse("adam: lr = 0.001 , beta1=0.9").unwrap().to_string(), "adam");
}

#[test]
fn defaults_stand_within_their_own_limits() {
    for method in METHODS {
        let mut optimizer = Optimizer::from_name(method.table.name).unwrap();
        for hyperparameter in method.table.hyperparameters {
            optimizer.set(hyperparameter.name, hyperparameter.default.clone()).unwrap();
            optimizer.set_text(hyperparameter.name, &hyperparameter.default.to_string()).unwrap();
        }
        assert_eq!(optimizer, Optimizer::from_name(method.table.name).unwrap());
        let has_rate = method.family == Family::Learning;
        assert_eq!(optimizer.lr() > 0.0, has_rate, "{}", method.table.name);
    }
}

#[test]
fn labels_show_the_rate_and_what_differs() {
    let label = |text| Optimizer::parse(text).unwrap().label();
    assert_eq!(label("adam"), "Adam  lr 0.001");
    assert_eq!(
        label("sgd:lr=0.1,momentum=0.9,nesterov=true"),
        "SGD  lr 0.1  momentum 0.9  nesterov"
    );
}

#[test]
fn unknown_words_name_the_nearest() {
    assert_eq!(refusal("adma"), "unknown optimizer `adma`; did you mean `adam`?");
    assert_eq!(
        refusal("sgd:momentun=0.1"),
        "sgd has no hyperparameter `momentun`; did you mean `momentum`?"
    );
    assert_eq!(
        refusal("adam:xyz=1"),
        "adam has no hyperparameter `xyz`; known: lr, beta1, beta2, eps, weight_decay, amsgrad, decoupled_weight_decay, maximize"
    );
}

#[test]
fn values_out_of_limits_name_the_rule() {
    assert_eq!(
        refusal("adam:lr=-1"),
        "lr of adam must be >= 0, not -1 (torch.optim.Adam: Invalid learning rate: -1)"
    );
    assert_eq!(
        refusal("adam:beta1=1"),
        "beta1 of adam must be in [0, 1), not 1 (torch.optim.Adam: Invalid beta parameter at index 0: 1)"
    );
    for text in [
        "adam:lr=fast",
        "adam:lr=nan",
        "adam:amsgrad=2",
        "adam:lr=",
        "adadelta:rho=1.1",
        "adam:lr=none",
    ] {
        assert!(refusal(text).contains(" must be "), "{text}");
    }
    assert!(Optimizer::parse("adadelta:rho=1").is_ok(), "the reference takes both ends");
}

#[test]
fn complaints_show_all_values_that_they_speak_of() {
    assert_eq!(
        refusal("rprop:eta_minus=1.5,eta_plus=2"),
        "eta_minus of rprop must be in (0, 1), not 1.5 (torch.optim.Rprop: Invalid eta values: 1.5, 2)"
    );
    // Of a word in the place of a number, and where it takes everything, the reference says nothing.
    assert_eq!(refusal("adam:lr=fast"), "lr of adam must be >= 0, not fast");
    assert_eq!(
        refusal("lbfgs:history_size=0"),
        "history_size of lbfgs must be a whole number >= 1, not 0"
    );
}

#[test]
fn malformed_settings_are_refused() {
    assert_eq!(refusal("adam:lr"), "`lr` in `lr`: expected key=value");
    assert_eq!(refusal("adam:lr=1,lr=2"), "`lr=2` in `lr=1,lr=2`: the key is given twice");
}

#[test]
fn contradictions_are_refused_and_change_nothing() {
    let message = "Nesterov momentum requires a momentum and zero dampening";
    assert!(refusal("sgd:nesterov=true").contains(message));
    assert!(refusal("sgd:nesterov=true,momentum=0.9,dampening=0.1").contains(message));
    let mut optimizer = Optimizer::parse("sgd:momentum=0.9,nesterov=true").unwrap();
    let before = optimizer.clone();
    assert!(optimizer.set("momentum", Value::Number(0.0)).is_err());
    assert!(optimizer.set_text("momentum", "-1").is_err());
    assert_eq!(optimizer, before);
}

#[test]
fn schedules_speak_the_same_language() {
    for text in [
        "cosine",
        "cosine:t_max=50",
        "multistep:milestones=20;50;90,gamma=0.5",
        "one-cycle:anneal_strategy=linear",
    ] {
        assert_eq!(Schedule::parse(text).unwrap().to_string(), text);
    }
    for kind in KINDS {
        let schedule = Schedule::from_name(kind.table.name).unwrap();
        for method in METHODS.iter().filter(|method| method.family == Family::Learning) {
            let optimizer = Optimizer::from_name(method.table.name).unwrap();
            let cycles = matches!(kind.table.name, "cyclic" | "one-cycle");
            let refusal = schedule.scheduler(&optimizer, 100).err();
            assert!(cycles || refusal.is_none(), "{schedule} on {optimizer}: {refusal:?}");
        }
    }
    let refusal = |text: &str| Schedule::parse(text).expect_err(text).to_string();
    assert_eq!(
        refusal("cosin"),
        "unknown schedule `cosin`; did you mean `cosine` or `cosine-restarts`?"
    );
    assert!(
        refusal("multistep:milestones=50;20").contains("must be whole numbers in rising order")
    );
    assert!(refusal("plateau:factor=1").contains("factor of plateau must be < 1, not 1"));
    assert!(refusal("step:step_size=2.5").contains("a whole number >= 1"));
}

#[test]
fn schedules_refuse_what_pytorch_refuses() {
    let refusal = |schedule: &str, optimizer: &str, steps| {
        let optimizer = Optimizer::parse(optimizer).unwrap();
        Schedule::parse(schedule).unwrap().scheduler(&optimizer, steps).err().map(|e| e.to_string())
    };
    let text = refusal("one-cycle:total_steps=50", "adam", 100).unwrap();
    assert!(
        text.contains("Tried to step 51 times. The specified number of total steps is 50"),
        "{text}"
    );
    assert_eq!(refusal("one-cycle:total_steps=50", "adam", 50), None);
    let text = refusal("cyclic", "adagrad", 100).unwrap();
    assert!(text.contains("optimizer must support momentum or beta1"), "{text}");
    assert_eq!(refusal("cyclic:cycle_momentum=false", "adagrad", 100), None);
    // With ten steps the rise would take exactly none: PyTorch divides by zero.
    assert!(refusal("one-cycle:pct_start=0.1", "adam", 10).unwrap().contains("division by zero"));
    let cosine = || Schedule::from_name("cosine").unwrap();
    assert!(Schedule::sequential(vec![cosine(), cosine()], vec![]).is_err());
    assert!(Schedule::sequential(vec![], vec![]).is_err());
    let plateau = Schedule::from_name("plateau").unwrap();
    assert!(Schedule::sequential(vec![cosine(), plateau], vec![5]).is_err());
}

#[test]
fn defaults_of_a_schedule_span_the_run() {
    let rates = |schedule: &str, steps| {
        let optimizer = Optimizer::parse("adam:lr=0.1").unwrap();
        let mut scheduler =
            Schedule::parse(schedule).unwrap().scheduler(&optimizer, steps).unwrap();
        let mut rates = vec![scheduler.rates().lr];
        for _ in 0..steps {
            scheduler.step(0.0);
            rates.push(scheduler.rates().lr);
        }
        rates
    };
    let cosine = rates("cosine", 40);
    assert!(cosine[0] == 0.1 && cosine[40].abs() < 1e-12);
    let one_cycle = rates("one-cycle", 40);
    // The cycle ends with its last step, so the highest rate is in the row where three tenths of them are taken.
    let highest = one_cycle.iter().copied().fold(0.0, f64::max);
    assert!((highest - 0.1).abs() < 1e-12 && (one_cycle[0] - 0.004).abs() < 1e-12);
}

/// Name, library and defaults of the tables are those of the references' signatures; where a reference demands a value,
/// ours has one. `maximize` is everywhere.
#[test]
fn tables_are_the_references_signatures() {
    let content = fixture("words");
    let tables: Vec<&Table> =
        referenced().map(|m| &m.table).chain(KINDS.iter().map(|k| &k.table)).collect();
    let theirs = content["tables"].as_array().unwrap();
    assert_eq!(theirs.len(), tables.len());
    for table in tables {
        let of_name = theirs.iter().find(|theirs| theirs["name"] == table.name);
        let theirs = of_name.unwrap_or_else(|| panic!("{} is missing", table.name));
        assert_eq!(theirs["reference"], table.library);
        let defaults = theirs["defaults"].as_object().unwrap();
        for (name, default) in defaults {
            let place = format!("{name} of {}", table.name);
            let line = table.hyperparameters.iter().find(|line| line.name == name);
            let ours = line.unwrap_or_else(|| panic!("{place} is missing")).default.to_string();
            match default.as_f64() {
                Some(number) => assert_eq!(ours.parse(), Ok(number), "{place}"),
                None if default.is_null() => {}
                None => assert_eq!(ours, default.to_string().trim_matches('"'), "{place}"),
            }
        }
        for line in table.hyperparameters {
            let is_known = defaults.contains_key(line.name) || line.name == "maximize";
            assert!(is_known, "{} of {} is no hyperparameter there", line.name, table.name);
        }
        let climbs = table.hyperparameters.iter().any(|line| line.name == "maximize");
        assert_eq!(climbs, table.kind == "optimizer", "{}", table.name);
    }
}

/// An optimizer and perhaps a schedule, as far as a run needs them.
fn chosen(answer: &serde_json::Value) -> Result<(), OptimError> {
    let optimizer = Optimizer::parse(answer["optimizer"].as_str().unwrap())?;
    let Some(texts) = answer["schedules"].as_array() else { return Ok(()) };
    let parts: Result<Vec<_>, _> =
        texts.iter().map(|text| Schedule::parse(text.as_str().unwrap())).collect();
    let milestones = answer["milestones"].as_array().unwrap();
    let milestones = milestones.iter().map(|step| step.as_u64().unwrap()).collect();
    let schedule = Schedule::sequential(parts?, milestones)?;
    schedule.scheduler(&optimizer, answer["steps"].as_u64().unwrap()).map(drop)
}

fn quotes(error: &OptimError) -> bool {
    match error {
        OptimError::OutOfLimits { library, .. } | OptimError::Contradiction { library, .. } => {
            !library.is_empty()
        }
        _ => false,
    }
}

/// What a reference refuses in words of its own is refused in these words. What goes wrong inside it (a division by zero, an
/// index out of range) is refused too. What it takes is taken, or refused in our own words alone, where no path would come
/// of it or it would not be what the name says.
#[test]
fn answers_are_the_references() {
    let content = fixture("words");
    let (mut quoted, mut own) = (0, Vec::new());
    for answer in content["answers"].as_array().unwrap() {
        let refusal = chosen(answer).err();
        let said = answer["message"].as_str();
        match (said, answer["meant"].as_bool(), refusal) {
            (Some(said), Some(true), refusal) => {
                let refusal = refusal.unwrap_or_else(|| panic!("{answer} is taken")).to_string();
                assert!(refusal.contains(said), "{answer}: {refusal}");
                quoted += 1;
            }
            (Some(_), _, refusal) => assert!(refusal.is_some(), "{answer} is taken"),
            (None, _, Some(refusal)) => {
                assert!(!quotes(&refusal), "{answer}: {refusal}");
                own.push(refusal.to_string());
            }
            (None, _, None) => {}
        }
    }
    println!("{quoted} refusals are quoted; ours alone:\n{}", own.join("\n"));
    assert!(quoted > 150, "{quoted}");
}
