//! The places that a locale draws from: seven of ten at home, three anywhere in the world.
//!
//! Must not know: rows. Start reading at [`Places::new`].

use std::sync::Arc;

use super::{Locale, home, world};
use crate::data::Pool;

/// Words are told apart by their first twelve bits.
const SLOTS: usize = 4096;
/// Slots of home cities.
const HOME_SLOTS: usize = 2867;

/// Every property of every place, each as a list by the place's position.
#[derive(Clone, Debug)]
pub(super) struct Places {
    pub(super) slots: Arc<[u16]>,
    pub(super) centres: Arc<[[i32; 2]]>,
    pub(super) postcodes: Arc<Pool>,
    columns: Vec<(&'static str, Arc<Pool>)>,
}

/// One place while the lists are made.
struct Place {
    texts: [&'static str; 8],
    postcode: &'static str,
    centre: [i32; 2],
}

/// Names of `Place::texts`.
const COLUMNS: [&str; 8] =
    ["city", "state", "state_code", "country", "country_code", "country_code3", "time_zone", "currency"];

impl Places {
    pub(super) fn new(locale: Locale) -> Self {
        let home: Vec<Place> = home::cities(locale).iter().map(|city| at_home(locale, city)).collect();
        // The home country's cities are in the home list, in its own language.
        let world = world::CITIES.iter().filter(|city| city.6 != locale.country_code()).map(abroad);
        let home_count = home.len();
        let places: Vec<Place> = home.into_iter().chain(world).collect();
        let slot = |slot: usize| match slot.checked_sub(HOME_SLOTS) {
            None => slot * home_count / HOME_SLOTS,
            Some(slot) => home_count + slot * (places.len() - home_count) / (SLOTS - HOME_SLOTS),
        };
        let column = |at: usize| Arc::new(Pool::new(places.iter().map(|place| place.texts[at])));
        Self {
            slots: (0..SLOTS).map(|at| slot(at) as u16).collect(),
            centres: places.iter().map(|place| place.centre).collect(),
            postcodes: Arc::new(Pool::new(places.iter().map(|place| place.postcode))),
            columns: COLUMNS.iter().enumerate().map(|(at, name)| (*name, column(at))).collect(),
        }
    }

    pub(super) fn column(&self, name: &str) -> Option<Arc<Pool>> {
        self.columns.iter().find(|(known, _)| *known == name).map(|(_, pool)| Arc::clone(pool))
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = &Arc<Pool>> {
        self.columns.iter().map(|(_, pool)| pool)
    }
}

fn centre(north: f64, east: f64) -> [i32; 2] {
    [north, east].map(|degrees| libm::round(degrees * 1e6) as i32)
}

fn country(code: &str) -> &'static world::Country {
    const NOWHERE: &world::Country = &("US", "USA", "United States", "UTC", "USD");
    world::COUNTRIES.iter().find(|country| country.0 == code).unwrap_or(NOWHERE)
}

fn at_home(locale: Locale, &(city, state, state_code, postcode, north, east): &home::Home) -> Place {
    let &(code2, code3, _, zone, currency) = country(locale.country_code());
    let own = world::STATE_ZONES.iter().find(|(state, _)| locale == Locale::En && *state == state_code);
    let zone = match own {
        Some((_, zone)) => zone,
        None if city == "Ponta Delgada" => "Atlantic/Azores",
        None if city == "Funchal" => "Atlantic/Madeira",
        None if city == "Las Palmas" => "Atlantic/Canary",
        None => zone,
    };
    let texts = [city, state, state_code, locale.country(), code2, code3, zone, currency];
    Place { texts, postcode, centre: centre(north, east) }
}

fn abroad(&(city, state, state_code, postcode, north, east, code, zone): &world::City) -> Place {
    let &(code2, code3, name, _, currency) = country(code);
    let texts = [city, state, state_code, name, code2, code3, zone, currency];
    Place { texts, postcode, centre: centre(north, east) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_its_country_and_lies_on_the_globe() {
        for city in world::CITIES {
            assert!(world::COUNTRIES.iter().any(|country| country.0 == city.6), "{}", city.0);
        }
        for &locale in Locale::ALL {
            let places = Places::new(locale);
            assert!(home::cities(locale).len() >= 25);
            assert!(
                places
                    .centres
                    .iter()
                    .all(|[north, east]| north.abs() < 89_000_000 && east.abs() < 179_900_000)
            );
            assert_eq!(places.slots.len(), SLOTS);
            let last = places.centres.len() as u16 - 1;
            assert_eq!((places.slots[0], places.slots[SLOTS - 1]), (0, last));
        }
    }
}
