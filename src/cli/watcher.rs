//! Watches a run and answers for the user.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::signals;
use crate::app::{Consent, Control, DataPlan, Interaction};
use crate::data::Event;
use crate::error::Result;
use crate::ui::{self, Progress, Voice};

/// The terminal's side of a run.
pub struct Watcher {
    voice: Voice,
    progress: Progress,
    control: Control,
    loading: Arc<AtomicBool>,
}

impl Watcher {
    /// Follows signals from now on.
    ///
    /// # Errors
    /// See [`signals::listen`].
    pub fn new(voice: &Voice) -> Result<Self> {
        let (control, loading) = (Control::default(), Arc::new(AtomicBool::new(false)));
        signals::listen(voice, &control, &loading)?;
        Ok(Self { voice: voice.clone(), progress: Progress::new(voice.clone()), control, loading })
    }
}

impl Interaction for Watcher {
    fn event(&mut self, event: Event) {
        self.progress.event(&event);
    }

    fn planned(&mut self, plan: &DataPlan) {
        self.progress.tables(plan.tables.iter().map(|table| table.name.clone()).collect());
        self.loading.store(true, Ordering::SeqCst);
    }

    fn consent(&mut self, consent: &Consent) -> Option<bool> {
        ui::ask(&self.voice, consent)
    }

    fn control(&self) -> Control {
        self.control.clone()
    }
}
