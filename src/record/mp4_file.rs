//! The MP4 container: an index in front of the encoded stream, which is written as it comes.
//!
//! A browser can start at once when the index (`moov`) stands in front of the data (`mdat`), but the
//! index lists all sizes, which are known at the end only. Muxers therefore keep the whole stream in
//! memory, or copy the file once more. Here the number of frames is known before, and with it the
//! length of the index: its place is left free, the data follow, and it is filled in at the end.
//!
//! ```text
//! ftyp | moov, free: filled in at the end | mdat: key frame, frames, key frame, frames, ...
//! ```
//!
//! In memory stay four bytes a frame.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use mp4_atom::{
    Avc1, Avcc, Co64, Codec, Colr, Dinf, Dref, DrefEntry, Encode, Ftyp, Hdlr, Mdhd, Mdia, Minf,
    Moov, Mvhd, Stbl, Stsc, StscEntry, Stsd, Stss, Stsz, StszSamples, Stts, SttsEntry, Tkhd, Trak,
    Url, Visual, Vmhd,
};

use super::FilmSettings;

/// Ticks of the film's clock a frame: every frame starts on a tick, whatever the rate.
const TICKS: u32 = 512;
/// The stream's parameters are a few dozen bytes; this much is left for them, and for the header of
/// what remains.
const PARAMETERS_ROOM: u64 = 256;
/// Length of a box's header, and of one that states its length in 64 bits.
const HEADER: u64 = 8;
const LONG_HEADER: u64 = 16;
/// The code point of BT.709 (ITU-T H.273) for primaries, transfer and matrix.
const BT_709: u16 = 1;
/// Kinds of H.264 units that stand in the index, not in the stream.
const SEQUENCE_PARAMETERS: u8 = 7;
const PICTURE_PARAMETERS: u8 = 8;

/// An MP4 file with one H.264 track in the making.
pub(super) struct Mp4File {
    out: BufWriter<File>,
    settings: FilmSettings,
    /// Where the index begins, where the header of the data, and where the next frame.
    index_at: u64,
    data_at: u64,
    end: u64,
    table: Table,
}

/// What the index lists.
#[derive(Default)]
struct Table {
    /// Bytes of each frame.
    sizes: Vec<u32>,
    /// Key frames, counted from 1, and where each begins: the frames up to the next are a chunk.
    key_frames: Vec<u32>,
    chunks: Vec<u64>,
    sequence_parameters: Vec<u8>,
    picture_parameters: Vec<u8>,
}

impl Mp4File {
    /// Leaves room for an index of `settings.frames` frames, every `key_interval`th a key frame.
    pub(super) fn create(
        mut out: BufWriter<File>,
        settings: &FilmSettings,
        key_interval: u32,
    ) -> io::Result<Self> {
        out.stream_position().map_err(|_| {
            io::Error::other(
                "an MP4 is filled in at its beginning last, which needs a file, not a pipe",
            )
        })?;
        let mut head = Vec::new();
        file_type().encode(&mut head).map_err(io::Error::other)?;
        let index_at = head.len() as u64;
        let room = Table::planned(settings.frames, key_interval).index(settings)?.len() as u64;
        let data_at = index_at + room + PARAMETERS_ROOM;
        out.write_all(&head)?;
        let end = data_at + LONG_HEADER;
        io::copy(&mut io::repeat(0).take(end - index_at), &mut out)?;
        let table = Table::default();
        Ok(Self { out, settings: settings.clone(), index_at, data_at, end, table })
    }

    /// Appends a frame: the encoder's units without their start codes.
    pub(super) fn push<'a>(
        &mut self,
        units: impl Iterator<Item = &'a [u8]>,
        is_key_frame: bool,
    ) -> io::Result<()> {
        let table = &mut self.table;
        let begin = self.end;
        for unit in units {
            match unit.first().map(|head| head & 0x1f) {
                Some(SEQUENCE_PARAMETERS) => table.sequence_parameters = unit.to_vec(),
                Some(PICTURE_PARAMETERS) => table.picture_parameters = unit.to_vec(),
                _ => {
                    self.out.write_all(&(unit.len() as u32).to_be_bytes())?;
                    self.out.write_all(unit)?;
                    self.end += 4 + unit.len() as u64;
                }
            }
        }
        table.sizes.push((self.end - begin) as u32);
        if is_key_frame {
            table.key_frames.push(table.sizes.len() as u32);
            table.chunks.push(begin);
        }
        Ok(())
    }

    /// Fills in the index and writes out what is buffered.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let mut head = self.table.index(&self.settings)?;
        let left = (self.data_at - self.index_at).checked_sub(head.len() as u64);
        let left = left.filter(|left| *left >= HEADER).ok_or_else(|| {
            io::Error::other("the index of the film does not fit the room left for it")
        })?;
        head.extend((left as u32).to_be_bytes());
        head.extend(b"free");
        head.resize((self.data_at - self.index_at) as usize, 0);
        head.extend(1_u32.to_be_bytes());
        head.extend(b"mdat");
        head.extend((self.end - self.data_at).to_be_bytes());
        self.out.seek(SeekFrom::Start(self.index_at))?;
        self.out.write_all(&head)?;
        self.out.flush()
    }
}

fn file_type() -> Ftyp {
    let brands = [b"isom", b"iso2", b"avc1", b"mp41"];
    Ftyp {
        major_brand: b"isom".into(),
        minor_version: 0x200,
        compatible_brands: brands.map(Into::into).to_vec(),
    }
}

impl Table {
    /// As long as the table of a whole film will be.
    fn planned(frames: u32, key_interval: u32) -> Self {
        let key_frames: Vec<u32> = (1..=frames).step_by(key_interval as usize).collect();
        Self {
            sizes: vec![0; frames as usize],
            chunks: vec![0; key_frames.len()],
            key_frames,
            sequence_parameters: vec![0; 4],
            picture_parameters: Vec::new(),
        }
    }

    /// The `moov` box.
    fn index(&self, settings: &FilmSettings) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let index = Moov {
            mvhd: Mvhd {
                timescale: timescale(settings),
                duration: self.duration(),
                rate: 1.into(),
                next_track_id: 2,
                ..Mvhd::default()
            },
            trak: vec![self.track(settings)?],
            ..Moov::default()
        };
        index.encode(&mut bytes).map_err(io::Error::other)?;
        Ok(bytes)
    }

    /// Length of the film in ticks.
    fn duration(&self) -> u64 {
        u64::from(TICKS) * self.sizes.len() as u64
    }

    fn track(&self, settings: &FilmSettings) -> io::Result<Trak> {
        let [width, height] = size(settings);
        let to_itself = DrefEntry::Url(Url::default());
        Ok(Trak {
            tkhd: Tkhd {
                track_id: 1,
                duration: self.duration(),
                enabled: true,
                in_movie: true,
                width: width.into(),
                height: height.into(),
                ..Tkhd::default()
            },
            mdia: Mdia {
                mdhd: Mdhd {
                    timescale: timescale(settings),
                    duration: self.duration(),
                    language: "und".to_owned(),
                    ..Mdhd::default()
                },
                hdlr: Hdlr { handler: b"vide".into(), name: "film".to_owned() },
                minf: Minf {
                    vmhd: Some(Vmhd::default()),
                    dinf: Dinf { dref: Dref { entries: vec![to_itself] } },
                    stbl: self.samples(settings)?,
                    ..Minf::default()
                },
            },
            ..Trak::default()
        })
    }

    fn samples(&self, settings: &FilmSettings) -> io::Result<Stbl> {
        let [width, height] = size(settings);
        let avcc = Avcc::new(&self.sequence_parameters, &self.picture_parameters);
        let codec = Avc1 {
            visual: Visual { data_reference_index: 1, width, height, ..Visual::default() },
            avcc: avcc.map_err(io::Error::other)?,
            colr: Some(Colr::Nclx {
                colour_primaries: BT_709,
                transfer_characteristics: BT_709,
                matrix_coefficients: BT_709,
                full_range_flag: false,
            }),
            ..Avc1::default()
        };
        let sample_count = self.sizes.len() as u32;
        Ok(Stbl {
            stsd: Stsd { codecs: vec![Codec::Avc1(codec)] },
            stts: Stts { entries: vec![SttsEntry { sample_count, sample_delta: TICKS }] },
            stss: Some(Stss { entries: self.key_frames.clone() }),
            stsc: Stsc { entries: self.chunk_lengths() },
            stsz: Stsz { samples: StszSamples::Different { sizes: self.sizes.clone() } },
            co64: Some(Co64 { entries: self.chunks.clone() }),
            ..Stbl::default()
        })
    }

    /// Frames in each chunk, where they are not as many as in the one before.
    fn chunk_lengths(&self) -> Vec<StscEntry> {
        let ends = self.key_frames.iter().skip(1).copied().chain([self.sizes.len() as u32 + 1]);
        let lengths = ends.zip(&self.key_frames).map(|(end, begin)| end - begin);
        let mut entries: Vec<StscEntry> = Vec::new();
        for (first_chunk, samples_per_chunk) in (1..).zip(lengths) {
            if entries.last().is_none_or(|last| last.samples_per_chunk != samples_per_chunk) {
                let sample_description_index = 1;
                entries.push(StscEntry {
                    first_chunk,
                    samples_per_chunk,
                    sample_description_index,
                });
            }
        }
        entries
    }
}

fn timescale(settings: &FilmSettings) -> u32 {
    TICKS * settings.fps
}

fn size(settings: &FilmSettings) -> [u16; 2] {
    // An MP4 film has sides of at most 3840 pixels.
    [settings.width_px, settings.height_px].map(|side| side as u16)
}
