//! Labels of state and kind: statuses, roles, levels, permissions, flags.
//!
//! Must not know: tables. Start reading at [`DEFINITIONS`].

use super::code::Code;
use super::definition::parameter;
use super::pooled::{listed, ranked};
use super::span::{NUMBER_PARAMETERS, Span, numbers};
use super::{Definition, Request, code};
use crate::data::LogicalType;

/// The list of a kind of status, the general one when the kind has none.
fn status_list(request: &Request<'_>) -> Result<&'static str, String> {
    Ok(match request.text("kind")?.unwrap_or("general") {
        "order" => "order_statuses",
        "payment" | "invoice" | "transaction" => "payment_statuses",
        "task" | "ticket" | "issue" => "task_statuses",
        "shipment" | "delivery" => "shipment_statuses",
        "job" | "run" | "build" => "job_statuses",
        "content" | "post" | "article" => "content_statuses",
        "user" | "account" | "subscription" => "account_statuses",
        "booking" | "reservation" | "appointment" => "booking_statuses",
        _ => "statuses",
    })
}

/// Bits of a value that may have any length.
const VARYING_BITS: u32 = 32;

fn flags_like(logical_type: &LogicalType) -> bool {
    matches!(logical_type, LogicalType::Int { .. } | LogicalType::BitString { .. } | LogicalType::Text { .. })
}

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text(
        "bit_flags",
        "a set of eight flags as a number or as binary digits",
        "00111100",
        |request| {
            let binary = |bits: usize| Code::compile(request, vec![code::Slot::BINARY; bits]);
            match request.logical_type {
                LogicalType::BitString { bits, varying: false } => binary((*bits).clamp(1, 65_536) as usize),
                LogicalType::BitString { bits, .. } => binary((*bits).clamp(1, VARYING_BITS) as usize),
                LogicalType::Text { .. } => binary(request.chars_max().min(8)),
                _ => numbers(request, &Span::whole(0, 255)),
            }
        },
    )
    .accepting(flags_like)
    .with(NUMBER_PARAMETERS),
    Definition::text("event_name", "what happened, such as user.created", "user.updated", |request| {
        listed(request, "event_names")
    }),
    Definition::text("genre", "a genre of books, music or films", "rock", |request| {
        listed(request, "genres")
    }),
    Definition::text("log_level", "how grave a log entry is", "info", |request| {
        ranked(request, "log_levels", 0.9)
    }),
    Definition::text("permission", "a right, such as orders:read", "orders:cancel", |request| {
        listed(request, "permissions")
    }),
    Definition::text("priority", "how urgent something is", "low", |request| listed(request, "priorities")),
    Definition::text("role", "what somebody may do", "user", |request| ranked(request, "roles", 0.7)),
    Definition::text("status", "how far something has come", "cancelled", |request| {
        ranked(request, status_list(request)?, 0.6)
    })
    .with(&[parameter(
        "kind",
        "account, booking, content, job, order, payment, shipment, task or general (default)",
    )]),
    Definition::text("type_word", "a kind of thing", "default", |request| listed(request, "type_words")),
];
