//! The search for the bytes that were signed: candidates are made from the span that was received, one
//! after another, until the digest of one is the digest in the signature.

use alloc::vec::Vec;
use core::ops::ControlFlow;

use crate::cause::Cause;
use crate::document::{Document, Order, ROOT};
use crate::edits::Edit;
use crate::escapes::Spelled;
use crate::frame::Frame;
use crate::hash::Hash;
use crate::layout::Layout;
use crate::padding::{Form, Target};
use crate::writing::{NONE, Texts, Use, Writing};

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
        self.work.bytes += candidate.len() * self.targets.len();
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
