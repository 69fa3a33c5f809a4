//! Who must be filled before whom.

use super::Schema;

/// Tables in parent-first order, and the references that could not be put in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadOrder {
    /// Positions of tables, parents before children where possible.
    pub tables: Vec<usize>,
    /// (table, foreign key) pairs that point to a table later in the order: they close cycles.
    pub closing: Vec<(usize, usize)>,
}

/// Orders tables parent first. In a cycle the table goes first whose open references are all optional, if
/// there is one, else the one with the fewest open references; ties go by catalogue order.
///
/// A self-reference never counts.
pub fn load_order(schema: &Schema) -> LoadOrder {
    let edges = edges(schema);
    let mut state = Ordering::new(schema.tables.len(), &edges);
    let mut order = LoadOrder::default();
    while order.tables.len() < schema.tables.len() {
        let next = match state.take_ready() {
            Some(table) => table,
            None => state.break_cycle(&edges),
        };
        order.closing.extend(
            edges
                .iter()
                .filter(|edge| edge.child == next && !state.placed[edge.parent])
                .map(|edge| (edge.child, edge.foreign_key)),
        );
        state.place(next, &edges);
        order.tables.push(next);
    }
    order
}

struct Edge {
    child: usize,
    parent: usize,
    foreign_key: usize,
    optional: bool,
}

fn edges(schema: &Schema) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (child, table) in schema.tables.iter().enumerate() {
        for (foreign_key, reference) in table.foreign_keys.iter().enumerate() {
            if let Some(parent) = reference.parent.filter(|&parent| parent != child) {
                let optional = reference.columns.iter().any(|&column| table.columns[column].nullable);
                edges.push(Edge { child, parent, foreign_key, optional });
            }
        }
    }
    edges
}

struct Ordering {
    placed: Vec<bool>,
    open: Vec<usize>,
    required: Vec<usize>,
    children: Vec<Vec<usize>>,
    parents: Vec<Vec<usize>>,
    ready: std::collections::BTreeSet<usize>,
}

impl Ordering {
    fn new(tables: usize, edges: &[Edge]) -> Self {
        let mut state = Self {
            placed: vec![false; tables],
            open: vec![0; tables],
            required: vec![0; tables],
            children: vec![Vec::new(); tables],
            parents: vec![Vec::new(); tables],
            ready: std::collections::BTreeSet::new(),
        };
        for (i, edge) in edges.iter().enumerate() {
            state.open[edge.child] += 1;
            state.required[edge.child] += usize::from(!edge.optional);
            state.children[edge.parent].push(i);
            state.parents[edge.child].push(i);
        }
        state.ready = (0..tables).filter(|&table| state.open[table] == 0).collect();
        state
    }

    fn take_ready(&mut self) -> Option<usize> {
        self.ready.pop_first()
    }

    /// The table to begin with where nothing is ready: one of a cycle that waits for no other cycle.
    fn break_cycle(&self, edges: &[Edge]) -> usize {
        let candidates = self.source_cycle(edges);
        candidates
            .into_iter()
            .min_by_key(|&table| (self.required[table], self.open[table], table))
            .expect("a cycle has tables")
    }

    fn source_cycle(&self, edges: &[Edge]) -> Vec<usize> {
        let mut at =
            self.placed.iter().position(|placed| !placed).expect("only called while a table is left");
        loop {
            let above = self.ancestors(at, edges);
            let higher = above.iter().copied().find(|&table| !self.ancestors(table, edges).contains(&at));
            match higher {
                Some(table) => at = table,
                None => return above,
            }
        }
    }

    /// The table and all unplaced tables that it waits for, directly or not.
    fn ancestors(&self, table: usize, edges: &[Edge]) -> Vec<usize> {
        let mut found = vec![table];
        let mut next = 0;
        while next < found.len() {
            for &i in &self.parents[found[next]] {
                let parent = edges[i].parent;
                if !self.placed[parent] && !found.contains(&parent) {
                    found.push(parent);
                }
            }
            next += 1;
        }
        found
    }

    fn place(&mut self, table: usize, edges: &[Edge]) {
        self.placed[table] = true;
        self.ready.remove(&table);
        for &i in &self.children[table] {
            let edge = &edges[i];
            self.open[edge.child] -= 1;
            self.required[edge.child] -= usize::from(!edge.optional);
            if self.open[edge.child] == 0 && !self.placed[edge.child] {
                self.ready.insert(edge.child);
            }
        }
    }
}
