//! Evaluation in f64: a graph's live nodes as a flat register program, many lanes at a time.
//!
//! Every instruction writes its own register, after those it reads: registers are `[literals | inputs | results]`. So the
//! borrow checker sees that output and arguments do not overlap, and so does the optimizer: with `N` lanes an instruction is
//! a vectorised loop. `N = 1` is the scalar reading; every lane's result is the same to the bit for every `N`.

use super::graph::{Graph, Node, NodeId, Variable};
use super::operator::Op;

/// A compiled program that computes several roots.
#[derive(Clone, Debug)]
pub struct Tape {
    literals: Vec<f64>,
    /// The register of each input variable that the roots use.
    inputs: Vec<(Variable, u32)>,
    parameters: Vec<u32>,
    columns: Vec<u32>,
    code: Vec<Instruction>,
    roots: Vec<u32>,
}

/// Instruction `k` writes register `first result + k`.
#[derive(Clone, Copy, Debug)]
struct Instruction {
    op: Op,
    arguments: [u32; 3],
}

/// The scratch memory of a [`Tape`]: made once, reused for every evaluation.
#[derive(Clone, Debug)]
pub struct Registers<const N: usize>(Vec<[f64; N]>);

/// Register 0 takes the inputs that the roots do not use.
const UNUSED: u32 = 0;

impl Tape {
    /// Compiles the nodes that `roots` depend on.
    pub fn new(graph: &Graph, roots: &[NodeId]) -> Self {
        let live = graph.live(roots);
        let mut register = vec![UNUSED; graph.len()];
        let mut next = 1;
        let mut place = |index: usize| {
            register[index] = next;
            next += 1;
            register[index]
        };
        let nodes = || graph.nodes().iter().enumerate().filter(|(index, _)| live[*index]);

        let mut tape = Tape {
            literals: vec![0.0],
            inputs: Vec::new(),
            parameters: Vec::new(),
            columns: Vec::new(),
            code: Vec::new(),
            roots: Vec::new(),
        };
        for (index, node) in nodes() {
            if let Node::Constant(bits) = node {
                place(index);
                tape.literals.push(f64::from_bits(*bits));
            }
        }
        for (index, node) in nodes() {
            if let Node::Variable(variable) = node {
                tape.inputs.push((*variable, place(index)));
            }
        }
        let applied = nodes().filter_map(|(index, node)| match node {
            Node::Apply(op, arguments) => Some((index, *op, *arguments)),
            _ => None,
        });
        for (index, _, _) in applied.clone() {
            place(index);
        }
        for (_, op, arguments) in applied {
            tape.code.push(Instruction { op, arguments: arguments.map(|id| register[id.index()]) });
        }
        tape.roots = roots.iter().map(|root| register[root.index()]).collect();
        tape.parameters = tape
            .slots(|variable| if let Variable::Parameter(i) = variable { Some(i) } else { None });
        tape.columns =
            tape.slots(|variable| if let Variable::Column(i) = variable { Some(i) } else { None });
        tape
    }

    /// The registers of the variables of one kind, by their index.
    fn slots(&self, index_of: impl Fn(Variable) -> Option<u16>) -> Vec<u32> {
        let mut slots = Vec::new();
        for (variable, register) in &self.inputs {
            if let Some(index) = index_of(*variable).map(usize::from) {
                slots.resize(slots.len().max(index + 1), UNUSED);
                slots[index] = *register;
            }
        }
        slots
    }

    /// How many instructions an evaluation takes.
    pub fn len(&self) -> usize {
        self.code.len()
    }

    /// Whether an evaluation only copies inputs or literals.
    pub fn is_empty(&self) -> bool {
        self.code.is_empty()
    }

    /// Scratch memory for `N` lanes, with the values of the named constants; a missing one is NaN.
    pub fn registers<const N: usize>(&self, constants: &[f64]) -> Registers<N> {
        let mut registers =
            vec![[0.0; N]; self.literals.len() + self.inputs.len() + self.code.len()];
        for (register, literal) in registers.iter_mut().zip(&self.literals) {
            *register = [*literal; N];
        }
        for (variable, register) in &self.inputs {
            if let Variable::Constant(index) = variable {
                let value = constants.get(usize::from(*index)).copied().unwrap_or(f64::NAN);
                registers[*register as usize] = [value; N];
            }
        }
        Registers(registers)
    }

    /// Sets parameter number `index`, a value per lane; one that the roots do not use is ignored.
    #[inline]
    pub fn set_parameter<const N: usize>(
        &self,
        registers: &mut Registers<N>,
        index: usize,
        lanes: [f64; N],
    ) {
        if let Some(register) = self.parameters.get(index) {
            registers.0[*register as usize] = lanes;
        }
    }

    /// Sets column number `index`, a row per lane; one that the roots do not use is ignored.
    #[inline]
    pub fn set_column<const N: usize>(
        &self,
        registers: &mut Registers<N>,
        index: usize,
        lanes: &[f64; N],
    ) {
        if let Some(register) = self.columns.get(index) {
            registers.0[*register as usize] = *lanes;
        }
    }

    /// The columns that the roots use.
    pub fn columns(&self) -> impl Iterator<Item = usize> {
        self.columns
            .iter()
            .enumerate()
            .filter(|(_, register)| **register != UNUSED)
            .map(|(index, _)| index)
    }

    /// Computes every root from the inputs in `registers`, which this tape made.
    #[inline]
    pub fn run<const N: usize>(&self, registers: &mut Registers<N>) {
        let first = self.literals.len() + self.inputs.len();
        for (index, instruction) in self.code.iter().enumerate() {
            let (before, rest) = registers.0.split_at_mut(first + index);
            let [a, b, c] = instruction.arguments.map(|register| &before[register as usize]);
            instruction.op.lanes([a, b, c], &mut rest[0]);
        }
    }

    /// The value of root number `index` after [`Tape::run`], by lane.
    #[inline]
    pub fn root<'a, const N: usize>(
        &self,
        registers: &'a Registers<N>,
        index: usize,
    ) -> &'a [f64; N] {
        &registers.0[self.roots[index] as usize]
    }

    /// All roots at one point: the convenient reading, for tests and single values.
    pub fn evaluate(&self, parameters: &[f64], constants: &[f64], columns: &[f64]) -> Vec<f64> {
        let mut registers = self.registers::<1>(constants);
        for (index, value) in parameters.iter().enumerate() {
            self.set_parameter(&mut registers, index, [*value]);
        }
        for (index, value) in columns.iter().enumerate() {
            self.set_column(&mut registers, index, &[*value]);
        }
        self.run(&mut registers);
        (0..self.roots.len()).map(|root| self.root(&registers, root)[0]).collect()
    }
}
