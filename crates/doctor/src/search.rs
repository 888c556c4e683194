//! The search for the bytes that were signed: candidates are made from the span that was received, one
//! after another, until the digest of one is the digest in the signature.

use alloc::vec::Vec;
use core::ops::ControlFlow;

use crate::cause::Cause;
use crate::document::{Document, Order, ROOT, Step};
use crate::edits::Edit;
use crate::escapes::Spelled;
use crate::frame::Frame;
use crate::hash::Hash;
use crate::layout::Layout;
use crate::padding::{Form, Target};

/// The greatest number of candidates for one diagnosis.
pub const MAX_CANDIDATES: usize = 4096;

/// The greatest number of bytes that are made and hashed for one diagnosis. The candidates of a span of up to
/// about 4 KB stay below it. Of a longer span the more likely candidates are tried.
pub const MAX_WORK: usize = 16 * 1024 * 1024;

/// What a diagnosis has cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Work {
    /// The number of RSA operations with a public key.
    pub public_operations: usize,
    /// The number of texts whose digest was compared.
    pub candidates: usize,
    /// The number of bytes of these texts, made and hashed.
    pub bytes: usize,
}

/// The received message.
pub(crate) struct Received<'a> {
    pub(crate) span: &'a [u8],
    /// `request` or `response`; both if it is not known which.
    pub(crate) names: &'a [&'static str],
    /// The envelope as it would be without the signature, in several forms.
    pub(crate) unsigned: Vec<Vec<u8>>,
}

/// The bytes that were signed, and what explains them.
pub(crate) struct Match {
    /// The index of the target.
    pub(crate) target: usize,
    pub(crate) causes: Vec<Cause>,
    pub(crate) signed: Vec<u8>,
}

/// No change.
const NONE: &[Cause] = &[];

enum Stop {
    Found(Match),
    /// The budget is spent.
    Spent,
}

type Flow = ControlFlow<Stop>;

/// How many forms of a digest are tried for a candidate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Digests {
    /// Only the digest.
    Plain,
    /// Also the digest of the digest, in each form.
    Forms,
    /// Also with another hash for the inner digest.
    AllHashes,
}

/// Searches for the bytes that were signed.
pub(crate) fn search(
    received: &Received<'_>,
    targets: &[&Target],
    work: &mut Work,
) -> Option<Match> {
    let mut search = Search {
        targets,
        names: received.names,
        limit: received.span.len() * 4 + 4096,
        work,
        text: Vec::new(),
        framed: Vec::new(),
    };
    match search.run(received) {
        ControlFlow::Break(Stop::Found(found)) => Some(found),
        ControlFlow::Break(Stop::Spent) | ControlFlow::Continue(()) => None,
    }
}

struct Search<'s> {
    targets: &'s [&'s Target],
    names: &'s [&'static str],
    /// No candidate is longer.
    limit: usize,
    work: &'s mut Work,
    /// Two buffers, which are used again for each candidate.
    text: Vec<u8>,
    framed: Vec<u8>,
}

/// The received text, split, and the ways to write it again.
struct Texts<'d> {
    document: &'d Document,
    /// The layout of the span; `None` if its white space follows no known rule.
    base: Option<Layout>,
    as_received: Spelled,
    spellings: Vec<Spelled>,
    steps: Vec<Step>,
    /// The orders that differ from the received one, and from each other.
    orders: Vec<(&'static [Cause], Vec<Step>)>,
}

/// A way to write a text, and the causes if this text was signed.
#[derive(Clone, Copy)]
struct Writing<'t> {
    /// `None`: the white space as received. Then the order is as received, too.
    layout: Option<&'t Layout>,
    steps: &'t [Step],
    spelled: &'t Spelled,
    causes: [&'t [Cause]; 4],
}

/// How often writers use an order, a layout or escapes. Only what is common is tried together with other
/// changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
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
    fn changes(&self) -> usize {
        self.causes
            .iter()
            .filter(|causes| !causes.is_empty())
            .count()
    }
}

impl Search<'_> {
    /// Fewer changes come first, so that the simplest explanation wins.
    fn run(&mut self, received: &Received<'_>) -> Flow {
        let span = received.span;
        self.check(span, &[], Digests::AllHashes)?;
        for unsigned in &received.unsigned {
            self.check(unsigned, &[&[Cause::WholeEnvelope]], Digests::Forms)?;
        }
        let document = core::str::from_utf8(span).ok().and_then(Document::new);
        let Some(document) = document else {
            return self.frames(span, None, &[], &Frame::ALL, Digests::Forms);
        };
        let texts = Texts::new(&document, span);
        let base = texts.base.as_ref();
        self.frames(span, base, &[], &Frame::ALL, Digests::Forms)?;
        for writing in texts.writings(1, Use::Rare) {
            self.check_writing(&texts, &writing, Digests::Forms)?;
        }
        self.parts(&texts)?;
        let edits = Edit::all(&document);
        self.edits(&texts, &edits, 1)?;
        for changes in [2, 3] {
            for writing in texts.writings(changes, Use::Common) {
                self.check_writing(&texts, &writing, Digests::Plain)?;
            }
        }
        self.edits(&texts, &edits, 2)?;
        let (common, rare) = Frame::ALL.split_at(Frame::COMMON);
        for (frames, changes, rarest) in [
            (common, 1, Use::Common),
            (rare, 1, Use::Usual),
            (common, 2, Use::Usual),
        ] {
            for writing in texts.writings(changes, rarest) {
                self.framed_writing(&texts, &writing, frames)?;
            }
        }
        Flow::Continue(())
    }

    /// Compares the digest of a candidate with the targets.
    fn check(&mut self, candidate: &[u8], causes: &[&[Cause]], digests: Digests) -> Flow {
        if self.work.candidates >= MAX_CANDIDATES || self.work.bytes > MAX_WORK {
            return Flow::Break(Stop::Spent);
        }
        self.work.candidates += 1;
        self.work.bytes += candidate.len();
        let found = self.targets.iter().enumerate().find_map(|(index, target)| {
            let more = compare(target, candidate, digests, self.work)?;
            Some((index, more))
        });
        match found {
            None => Flow::Continue(()),
            Some((target, more)) => Flow::Break(Stop::Found(Match {
                target,
                causes: [&more, causes.concat().as_slice()].concat(),
                signed: candidate.into(),
            })),
        }
    }

    fn check_writing(
        &mut self,
        texts: &Texts<'_>,
        writing: &Writing<'_>,
        digests: Digests,
    ) -> Flow {
        self.with_text(texts, writing, |search, text| {
            search.check(text, &writing.causes, digests)
        })
    }

    fn framed_writing(
        &mut self,
        texts: &Texts<'_>,
        writing: &Writing<'_>,
        frames: &[Frame],
    ) -> Flow {
        let layout = writing.layout.or(texts.base.as_ref());
        self.with_text(texts, writing, |search, text| {
            search.frames(text, layout, &writing.causes, frames, Digests::Plain)
        })
    }

    /// Writes a text into the buffer. Calls `then` if it is not too long.
    fn with_text(
        &mut self,
        texts: &Texts<'_>,
        writing: &Writing<'_>,
        then: impl FnOnce(&mut Self, &[u8]) -> Flow,
    ) -> Flow {
        let mut text = core::mem::take(&mut self.text);
        text.clear();
        let fits = match writing.layout {
            Some(layout) => layout.write(writing.steps, writing.spelled, self.limit, &mut text),
            None => writing
                .spelled
                .write_into(texts.document, self.limit, &mut text),
        };
        let flow = if fits {
            then(self, &text)
        } else {
            self.work.bytes += text.len();
            Flow::Continue(())
        };
        self.text = text;
        flow
    }

    fn frames(
        &mut self,
        text: &[u8],
        layout: Option<&Layout>,
        causes: &[&[Cause]],
        frames: &[Frame],
        digests: Digests,
    ) -> Flow {
        let names = self.names;
        let frames = frames.iter().flat_map(|frame| {
            let count = if frame.has_name() { names.len() } else { 1 };
            names.iter().take(count).map(move |name| (frame, *name))
        });
        for (frame, name) in frames {
            let mut framed = core::mem::take(&mut self.framed);
            framed.clear();
            let cause = [frame.cause()];
            let causes = [&[&cause[..]], causes].concat();
            let flow = if frame.write(text, name, layout, &mut framed) {
                self.check(&framed, &causes, digests)
            } else {
                self.work.bytes += framed.len();
                Flow::Continue(())
            };
            self.framed = framed;
            flow?;
        }
        Flow::Continue(())
    }

    /// Head or body alone, as received and written in other ways.
    fn parts(&mut self, texts: &Texts<'_>) -> Flow {
        for (name, cause) in [("head", Cause::HeadOnly), ("body", Cause::BodyOnly)] {
            let Some(root) = texts.document.member(ROOT, name) else {
                continue;
            };
            let part = texts.document.value(root).as_bytes();
            let cause = &[cause];
            self.check(part, &[cause], Digests::Forms)?;
            for order in [Order::AsReceived, Order::Sorted] {
                let steps = &texts.document.steps(root, order)[..];
                for layout in &texts.common_layouts() {
                    for spelled in texts.all_spellings() {
                        let changed = texts.change(layout);
                        let writing = Writing {
                            layout: Some(layout),
                            steps,
                            spelled,
                            causes: [cause, order.causes(), changed, &spelled.causes],
                        };
                        self.check_writing(texts, &writing, Digests::Plain)?;
                    }
                }
            }
        }
        Flow::Continue(())
    }

    /// Other members and values: alone, or with another order or layout.
    fn edits(&mut self, texts: &Texts<'_>, edits: &[Edit], changes: usize) -> Flow {
        let layouts = texts.common_layouts();
        let wanted = edits.iter().filter(|edit| changes == 1 || edit.is_common);
        for edit in wanted {
            let Some(document) = edit.apply(texts.document) else {
                continue;
            };
            let spelled = Spelled::as_received(&document);
            let cause = [edit.cause];
            let writings = [Order::AsReceived, Order::Sorted, Order::Specification];
            for order in writings {
                let steps = document.steps(ROOT, order);
                for layout in &layouts {
                    let writing = Writing {
                        layout: Some(layout),
                        steps: &steps,
                        spelled: &spelled,
                        causes: [&cause, order.causes(), texts.change(layout), NONE],
                    };
                    // Without a known layout there is no text with the edit alone.
                    let is_alone = texts.base.is_none() && layout.indent.is_none();
                    let count = writing.changes() - usize::from(is_alone);
                    if count == changes {
                        self.check_writing(texts, &writing, Digests::Plain)?;
                    }
                }
            }
        }
        Flow::Continue(())
    }
}

impl<'d> Texts<'d> {
    fn new(document: &'d Document, span: &'d [u8]) -> Self {
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
    fn change(&self, layout: &Layout) -> &'static [Cause] {
        if self.base == Some(*layout) {
            &[]
        } else {
            layout.causes()
        }
    }

    /// The received layout, if it is known, and the common ones.
    fn common_layouts(&self) -> Vec<Layout> {
        let common = Layout::common().copied();
        let common = common.filter(|layout| self.base != Some(*layout));
        self.base.into_iter().chain(common).collect()
    }

    /// The received spelling, and the others.
    fn all_spellings(&self) -> impl Iterator<Item = &Spelled> {
        [&self.as_received].into_iter().chain(&self.spellings)
    }

    /// The ways to write the text with this number of changes: of its layout, its order and its escapes.
    /// Changes that are rarer than `rarest` are left out.
    fn writings(&self, changes: usize, rarest: Use) -> impl Iterator<Item = Writing<'_>> {
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

/// Compares the digest of a candidate with a target. Returns what explains the digest besides the
/// candidate; `None` if it is another one.
fn compare(
    target: &Target,
    candidate: &[u8],
    digests: Digests,
    work: &mut Work,
) -> Option<Vec<Cause>> {
    let digest = target.hash.digest(candidate);
    if target.matches(&digest) {
        return Some(Vec::new());
    }
    if digests == Digests::Plain {
        return None;
    }
    let others = Hash::ALL.into_iter().filter(|hash| *hash != target.hash);
    let others = others.filter(|_| digests == Digests::AllHashes);
    let others = others.map(|hash| {
        work.bytes += candidate.len();
        (hash.digest(candidate), hash.cause())
    });
    for (digest, cause) in [(digest, None)].into_iter().chain(others) {
        for form in Form::ALL {
            let text = form.of(digest.as_bytes());
            if target.matches(&target.hash.digest(&text)) {
                return Some([form.cause()].into_iter().chain(cause).collect());
            }
        }
    }
    None
}
