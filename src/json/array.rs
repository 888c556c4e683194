//! Arrays: their elements one after another.

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::json_type::JsonType;
use crate::json::nesting::Place;
use crate::json::reader::Reader;
use crate::json::stop::Stop;

/// The state of reading one array: made by [`Reader::array`], updated by [`Reader::next_element`].
#[derive(Debug)]
#[expect(
    missing_copy_implementations,
    reason = "a copy would not know which elements the original meets"
)]
pub struct Elements {
    /// The reader's place between the elements.
    place: Place,
    is_first: bool,
}

impl Reader<'_> {
    /// Begins to read an array. [`next_element`](Self::next_element) moves to each element.
    ///
    /// ```
    /// use alipay_acquiring::json::Reader;
    ///
    /// let mut reader = Reader::new(br#"["a", "b"]"#, &mut [])?;
    /// let mut elements = reader.array()?;
    /// let mut found = Vec::new();
    /// while reader.next_element(&mut elements)? {
    ///     found.push(reader.string()?);
    /// }
    /// reader.finish()?;
    /// assert_eq!(found, [Some("a"), Some("b")]);
    /// # Ok::<(), alipay_acquiring::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Missing`] if the value of a member is `null`, [`DecodeErrorKind::WrongType`] if
    /// the value is not an array, [`DecodeErrorKind::TooDeep`], [`DecodeErrorKind::Unread`] if no value
    /// is due here, and errors of the grammar.
    pub fn array(&mut self) -> Result<Elements, DecodeError> {
        let entered = self.enter(b'[', JsonType::Array);
        self.result(entered)?;
        Ok(Elements {
            place: self.place,
            is_first: true,
        })
    }

    /// Moves to the next element, which the caller then reads. `false`: the array has ended.
    ///
    /// # Errors
    ///
    /// The text is not JSON; [`DecodeErrorKind::Unread`] if the caller did not read the previous element
    /// to its end, or calls this again after the array has ended.
    pub fn next_element(&mut self, elements: &mut Elements) -> Result<bool, DecodeError> {
        let follows = self.move_to_element(elements);
        self.result(follows)
    }

    fn move_to_element(&mut self, elements: &mut Elements) -> Result<bool, Stop> {
        if self.place != elements.place {
            return Err(self.fail(DecodeErrorKind::Unread));
        }
        let is_first = core::mem::replace(&mut elements.is_first, false);
        let follows = self.step(|cursor| cursor.another(b']', is_first))?;
        if follows {
            self.place = elements.place.with_value(true);
        } else {
            self.place = Place::new(elements.place.depth().saturating_sub(1), false);
            elements.place = Place::CLOSED;
        }
        Ok(follows)
    }
}
