//! Word lists, read once per locale into shared pools.
//!
//! Must not know: columns or plans. Start reading at [`Dictionary::load`].

use std::sync::Arc;

use fake::locales::{Data as _, EN};

use crate::data::Pool;

/// The lists of one locale.
#[derive(Clone, Debug)]
pub struct Dictionary {
    /// Given names.
    pub first_names: Arc<Pool>,
    /// Family names.
    pub last_names: Arc<Pool>,
    /// Cities.
    pub cities: Arc<Pool>,
}

impl Dictionary {
    /// Reads the lists of a locale.
    pub fn load() -> Self {
        let pool = |list: &[&str]| Arc::new(Pool::new(list));
        Self {
            first_names: pool(EN::NAME_FIRST_NAME),
            last_names: pool(EN::NAME_LAST_NAME),
            cities: pool(&EN::NAME_LAST_NAME[..300]),
        }
    }
}
