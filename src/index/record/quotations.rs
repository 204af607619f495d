//! An article's quotations, in columns.
//!
//! Kind, rule, confidence and what a quotation has at all (a cue, a speaker, a role) come in few combinations, its **form**:
//! each is written out once. Where a cue stands follows nearly from where the quotation stands, and the speaker from the cue.

use super::bytes::{Reader, Writer, nth};
use crate::article::{Quotation, QuotationKind, Span, Speaker, SpeakerKind};
use std::sync::Mutex;

const SPEAKER_KINDS: [SpeakerKind; 3] = [SpeakerKind::Person, SpeakerKind::Organisation, SpeakerKind::Role];

/// What many quotations of an article have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Form<'r> {
    kind: QuotationKind,
    rule: &'r str,
    /// Bits of the number.
    confidence: u32,
    fragments: usize,
    has_cue: bool,
    speaker: Option<SpeakerKind>,
    has_role: bool,
}

/// Stretches of a text and who said them.
type Said = Vec<(Span, String)>;

impl<'r> Form<'r> {
    fn of(quotation: &Quotation) -> Form<'static> {
        let speaker = quotation.speaker.as_ref();
        Form {
            kind: quotation.kind,
            rule: quotation.rule,
            confidence: quotation.confidence.to_bits(),
            fragments: quotation.fragments.len(),
            has_cue: quotation.cue.is_some(),
            speaker: speaker.map(|speaker| speaker.kind),
            has_role: speaker.is_some_and(|speaker| speaker.role.is_some()),
        }
    }

    fn write(self, w: &mut Writer<'r>) {
        let speaker = self.speaker.map_or(0, |kind| kind as u8 + 1);
        w.bytes.push(self.kind as u8);
        w.bytes.push(speaker << 2 | u8::from(self.has_role) << 1 | u8::from(self.has_cue));
        w.name(self.rule);
        w.confidence(f32::from_bits(self.confidence));
        w.number(self.fragments as u64);
    }

    fn read(r: &mut Reader<'r>) -> Option<Form<'r>> {
        let (kind, has) = (nth(&QuotationKind::ALL, r.byte()?)?, r.byte()?);
        let speaker = match (has >> 2).checked_sub(1) {
            None => None,
            Some(kind) => Some(nth(&SPEAKER_KINDS, kind)?),
        };
        let (rule, confidence) = (r.name()?, r.confidence()?.to_bits());
        // A quotation without words is damage.
        let fragments = r.length().filter(|fragments| *fragments > 0)?;
        Some(Form { kind, rule, confidence, fragments, has_cue: has & 1 != 0, speaker, has_role: has & 2 != 0 })
    }
}

impl<'s> Writer<'s> {
    pub fn quotations(&mut self, quotations: &'s [Quotation]) {
        self.number(quotations.len() as u64);
        let mut forms: Vec<Form> = Vec::new();
        let mut form_of = Vec::with_capacity(quotations.len());
        for form in quotations.iter().map(Form::of) {
            let known = forms.iter().position(|known| *known == form);
            form_of.push(known.unwrap_or(forms.len()));
            if known.is_none() {
                forms.push(form);
            }
        }
        self.number(forms.len() as u64);
        forms.into_iter().for_each(|form| form.write(self));
        form_of.into_iter().for_each(|form| self.number(form as u64));
        quotations.iter().flat_map(|q| &q.fragments).for_each(|fragment| self.number(fragment.len() as u64));
        let mut last = 0;
        for quotation in quotations {
            for (n, fragment) in quotation.fragments.iter().enumerate() {
                self.distance(last, fragment.start);
                last = if n + 1 < quotation.fragments.len() { fragment.end } else { quotation.span().start };
            }
        }
        let speakers = || quotations.iter().filter_map(|q| Some((q, q.speaker.as_ref()?)));
        speakers().for_each(|(_, speaker)| self.name(&speaker.name));
        let cues = || quotations.iter().filter_map(|q| Some((q.span(), q.cue?)));
        cues().for_each(|(_, cue)| self.number(cue.len() as u64));
        cues().for_each(|(extent, cue)| self.beside(extent, cue));
        speakers().for_each(|(_, speaker)| self.length_like(speaker.mention, &speaker.name));
        speakers().for_each(|(q, speaker)| self.beside(q.cue.unwrap_or(q.span()), speaker.mention));
        speakers().filter_map(|(_, speaker)| speaker.role.as_deref()).for_each(|role| self.name(role));
    }

    /// How far behind `base` a span begins, or how far before it it ends; where they overlap, how far apart they begin.
    fn beside(&mut self, base: Span, span: Span) {
        if span.start >= base.end {
            self.number(1 + 2 * (span.start - base.end) as u64);
        } else if span.end <= base.start {
            self.number(2 + 2 * (base.start - span.end) as u64);
        } else {
            self.number(0);
            self.distance(base.start, span.start);
        }
    }
}

/// The first columns: what the quotations are, where they stand, and who said them.
struct Columns<'r> {
    forms: Vec<Form<'r>>,
    /// Of all quotations, one after the other.
    fragments: Vec<Span>,
    /// Of those with a speaker.
    names: Vec<&'r str>,
}

impl<'r> Columns<'r> {
    /// The quotations with their fragments; each has one at least.
    fn quotations(&self) -> impl Iterator<Item = (Form<'r>, &[Span])> {
        let mut rest = self.fragments.as_slice();
        self.forms.iter().map(move |form| {
            let (fragments, behind) = rest.split_at(form.fragments.min(rest.len()));
            rest = behind;
            (*form, fragments)
        })
    }

    /// The same with their extents.
    fn extents(&self) -> impl Iterator<Item = (Form<'r>, Span)> {
        let extent = |fragments: &[Span]| match fragments {
            [first, .., last] => Span::new(first.start, last.end),
            [only] => *only,
            [] => Span::default(),
        };
        self.quotations().map(move |(form, fragments)| (form, extent(fragments)))
    }
}

impl<'r> Reader<'r> {
    pub fn quotations(&mut self) -> Option<Vec<Quotation>> {
        let columns = self.columns()?;
        let mut cues: Vec<Option<Span>> = Vec::with_capacity(columns.forms.len());
        let with_cue = columns.forms.iter().filter(|form| form.has_cue).count();
        let mut lengths = self.column(with_cue, Self::length)?.into_iter();
        for (form, extent) in columns.extents() {
            cues.push(if form.has_cue { Some(self.beside(extent, lengths.next()?)?) } else { None });
        }
        let mut names = columns.names.iter();
        let mut lengths = self.column(columns.names.len(), |r| r.length_like(names.next()?))?.into_iter();
        let mut mentions = Vec::with_capacity(columns.names.len());
        for ((_, extent), cue) in columns.extents().zip(&cues).filter(|((form, _), _)| form.speaker.is_some()) {
            mentions.push(self.beside(cue.unwrap_or(extent), lengths.next()?)?);
        }
        let (mut names, mut mentions) = (columns.names.iter(), mentions.into_iter());
        let mut quotations = Vec::with_capacity(columns.forms.len());
        for ((form, fragments), cue) in columns.quotations().zip(cues) {
            let speaker = match form.speaker {
                None => None,
                Some(kind) => {
                    let role = if form.has_role { Some(self.name()?.to_owned()) } else { None };
                    Some(Speaker { kind, name: (*names.next()?).to_owned(), mention: mentions.next()?, role })
                }
            };
            quotations.push(Quotation {
                fragments: fragments.to_vec(),
                kind: form.kind,
                speaker,
                cue,
                rule: interned(form.rule),
                confidence: f32::from_bits(form.confidence),
            });
        }
        Some(quotations)
    }

    /// The extents of the quotations and who said them, where their own words are given and a person or an organisation is
    /// named: a spokesman without a name, and what is only reported, would tell nobody whom to look up. With them the
    /// fragments of all. It reads what that needs and no more.
    pub fn quoted(&mut self) -> Option<(Said, Vec<Span>)> {
        let columns = self.columns()?;
        let mut names = columns.names.iter();
        let mut quoted = Vec::new();
        for (form, extent) in columns.extents() {
            let Some(kind) = form.speaker else { continue };
            let name = names.next()?;
            if form.kind != QuotationKind::Indirect && kind != SpeakerKind::Role {
                quoted.push((extent, (*name).to_owned()));
            }
        }
        Some((quoted, columns.fragments))
    }

    fn columns(&mut self) -> Option<Columns<'r>> {
        let n = self.count()?;
        let kinds = self.count()?;
        let kinds = self.column(kinds, Form::read)?;
        let forms = self.column(n, |r| kinds.get(r.length()?).copied())?;
        let all = forms.iter().try_fold(0_usize, |all, form| all.checked_add(form.fragments))?;
        let mut lengths = self.column(all, Self::length)?.into_iter();
        let mut fragments: Vec<Span> = Vec::with_capacity(lengths.len());
        let mut last = 0;
        for form in &forms {
            let first = fragments.len();
            for _ in 0..form.fragments {
                let fragment = self.span(last, lengths.next()?)?;
                fragments.push(fragment);
                last = fragment.end;
            }
            // Its fragments stand in order, or there is no extent.
            fragments.get(first).filter(|begins| begins.start <= last)?;
            last = fragments[first].start;
        }
        let with_speaker = forms.iter().filter(|form| form.speaker.is_some()).count();
        let names = self.column(with_speaker, Self::name)?;
        Some(Columns { forms, fragments, names })
    }

    /// What [`Writer::beside`] wrote of a span of this length.
    fn beside(&mut self, base: Span, length: usize) -> Option<Span> {
        let code = self.length()?;
        match (code, code % 2) {
            (0, _) => self.span(base.start, length),
            (_, 1) => self.span_at(base.end.checked_add(code / 2)?, length),
            _ => self.span_at(base.start.checked_sub(code / 2 - 1)?.checked_sub(length)?, length),
        }
    }
}

/// Rule names are `&'static str` in the vocabulary; read back from disk each is kept once for the life of
/// the program. Bounded, so that a damaged index cannot fill the memory.
fn interned(name: &str) -> &'static str {
    const NAMES_MAX: usize = 1000;
    static NAMES: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());
    let mut names = NAMES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(known) = names.iter().find(|known| **known == name) {
        return known;
    }
    if names.len() == NAMES_MAX {
        return "unknown";
    }
    let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.push(kept);
    kept
}
