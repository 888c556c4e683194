//! The ways to write a received text again: other white space, another order of members, other escapes.

use alloc::vec::Vec;

use crate::cause::Cause;
use crate::document::{Document, Order, ROOT, Step};
use crate::escapes::Spelled;
use crate::layout::Layout;

/// No change.
pub(crate) const NONE: &[Cause] = &[];

/// The received text, split, and the ways to write it again.
pub(crate) struct Texts<'d> {
    pub(crate) document: &'d Document,
    /// The layout of the span; `None` if its white space follows no known rule.
    pub(crate) base: Option<Layout>,
    as_received: Spelled,
    spellings: Vec<Spelled>,
    steps: Vec<Step>,
    /// The orders that differ from the received one, and from each other.
    orders: Vec<(&'static [Cause], Vec<Step>)>,
}

impl<'d> Texts<'d> {
    pub(crate) fn new(document: &'d Document, span: &'d [u8]) -> Self {
        let as_received = Spelled::as_received(document);
        let steps = document.steps(ROOT, Order::AsReceived);
        let mut text = Vec::with_capacity(span.len());
        let base = Layout::ALL.into_iter().find(|layout| {
            text.clear();
            layout.write(&steps, &as_received, span.len(), &mut text) && text == span
        });
        let mut orders: Vec<(&'static [Cause], Vec<Step>)> = Vec::new();
        for order in Order::OTHERS {
            let other = document.steps(ROOT, order);
            let is_new = orders.iter().all(|(_, known)| *known != other);
            if is_new && other != steps {
                orders.push((order.causes(), other));
            }
        }
        Self {
            document,
            base,
            spellings: Spelled::others(document),
            as_received,
            steps,
            orders,
        }
    }

    /// The cause if this layout was signed; none if it is the received one.
    pub(crate) fn change(&self, layout: &Layout) -> &'static [Cause] {
        if self.base == Some(*layout) {
            &[]
        } else {
            layout.causes()
        }
    }

    /// The received layout, if it is known, and the common ones.
    pub(crate) fn common_layouts(&self) -> Vec<Layout> {
        let common = Layout::common().copied();
        let common = common.filter(|layout| self.base != Some(*layout));
        self.base.into_iter().chain(common).collect()
    }

    /// The received spelling, and the others.
    pub(crate) fn all_spellings(&self) -> impl Iterator<Item = &Spelled> {
        [&self.as_received].into_iter().chain(&self.spellings)
    }

    /// The ways to write the text with this number of changes: of its layout, its order and its escapes.
    /// Changes that are rarer than `rarest` are left out.
    pub(crate) fn writings(
        &self,
        changes: usize,
        rarest: Use,
    ) -> impl Iterator<Item = Writing<'_>> {
        self.orders().flat_map(move |(order, steps, order_use)| {
            self.layouts()
                .flat_map(move |(changed, layout, layout_use)| {
                    // Without a layout, the order cannot change.
                    let is_possible = layout.is_some() || order.is_empty();
                    let spellings = self.all_spellings().enumerate();
                    spellings
                        .filter(move |&(index, _)| {
                            let of_spelling = Use::of(index, 5, usize::MAX);
                            is_possible && order_use.max(layout_use).max(of_spelling) <= rarest
                        })
                        .map(move |(_, spelled)| Writing {
                            layout,
                            steps,
                            spelled,
                            causes: [order, changed, &spelled.causes, NONE],
                        })
                        .filter(move |writing| writing.changes() == changes)
                })
        })
    }

    /// The orders, the received one first.
    fn orders(&self) -> impl Iterator<Item = (&'static [Cause], &[Step], Use)> {
        let others = self
            .orders
            .iter()
            .enumerate()
            .map(|(index, (causes, steps))| (*causes, &steps[..], Use::of(index, 1, usize::MAX)));
        [(NONE, &self.steps[..], Use::Usual)]
            .into_iter()
            .chain(others)
    }

    /// The layouts, the received one first.
    fn layouts(&self) -> impl Iterator<Item = (&'static [Cause], Option<&Layout>, Use)> {
        let others = Layout::ALL.iter().enumerate();
        let others = others.filter(|(_, layout)| self.base != Some(**layout));
        let others = others.map(|(index, layout)| {
            let how_usual = Use::of(index, Layout::USUAL, Layout::COMMON);
            (layout.causes(), Some(layout), how_usual)
        });
        [(NONE, self.base.as_ref(), Use::Usual)]
            .into_iter()
            .chain(others)
    }
}

/// A way to write a text, and the causes if this text was signed.
#[derive(Clone, Copy)]
pub(crate) struct Writing<'t> {
    /// `None`: the white space as received. Then the order is as received, too.
    pub(crate) layout: Option<&'t Layout>,
    pub(crate) steps: &'t [Step],
    pub(crate) spelled: &'t Spelled,
    pub(crate) causes: [&'t [Cause]; 4],
}

/// How often writers use an order, a layout or escapes. Only what is common is tried together with other
/// changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    Usual,
    Common,
    Rare,
}

impl Use {
    /// By the place in a list in which the most common come first.
    const fn of(index: usize, usual: usize, common: usize) -> Self {
        if index < usual {
            Self::Usual
        } else if index < common {
            Self::Common
        } else {
            Self::Rare
        }
    }
}

impl Writing<'_> {
    pub(crate) fn changes(&self) -> usize {
        self.causes
            .iter()
            .filter(|causes| !causes.is_empty())
            .count()
    }
}
