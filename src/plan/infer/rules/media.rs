//! Works and their carriers: music, films, books, files, colours.
//!
//! Must not know: other fields of life. Start reading at [`RULES`].

use super::super::rule::{BYTES, INT, Rule, TEXT, end, whole};
use super::WORKS;

pub(super) static RULES: &[Rule] = &[
    whole("name", TEXT, "file_name").near("mimetype|mime"),
    end("full name|fullname|long name", TEXT, "title").of(WORKS),
    end(
        "file name|original name|file|attachment|document name|archive name|original filename|upload name",
        TEXT,
        "file_name",
    ),
    end(
        "original file name|basename|base name|filename|cert file|key file|log file|xml file|image name|img name",
        TEXT,
        "file_name",
    ),
    end("name|title", TEXT, "file_name")
        .of("file|attachment|upload|document|asset|folder|directory|blob|image|backup|photo"),
    end(
        "path|file path|filepath|directory|dir|folder|location path|save path|cwd|working directory",
        TEXT,
        "file_path",
    ),
    end(
        "storage location|artifact location|artifact uri|file location|archival location|root|prefix path|exec path|tmp path|storage path",
        TEXT,
        "file_path",
    ),
    end(
        "working dir|home|mount point|entry point|entrypoint|file loc|fileloc|source file|shell|deriver",
        TEXT,
        "file_path",
    ),
    end(
        "file extension|file ext|file suffix|suffix file|filetype|file type|file format",
        TEXT,
        "file_extension",
    ),
    end("extension|ext", TEXT, "file_extension").of("file|attachment|document|upload|image|media|asset"),
    end("extension|ext", TEXT, "file_extension").near("path|mime|size|filename|file"),
    end(
        "file size|filesize|size bytes|size in bytes|bytes|byte count|content length|nar size|total bytes",
        INT,
        "file_size",
    ),
    end("size", INT, "file_size")
        .of("file|attachment|upload|blob|object|image|document|backup|media|archive|content|package|layer"),
    end("extension", TEXT, "file_extension"),
    end(
        "album|album name|album title|track title|track name|song|song title|song name|movie title|film title",
        TEXT,
        "title",
    ),
    end(
        "book title|movie|film|episode|episode title|release title|release group title|disc title|series|work",
        TEXT,
        "title",
    ),
    end("name|display name|label", TEXT, "title").of(WORKS),
    end("genre|genres|genre name|music genre|musical style", TEXT, "genre"),
    end("name|title", TEXT, "genre").of("genre"),
    end("lyrics|lyric|poem", TEXT, "text").with("min=80 max=400").from(60),
    end("isrc|isrc code", TEXT, "code").with("pattern=AAAAA0000000"),
    end("issn", TEXT, "code").with("pattern=0000-0000"),
    end("doi", TEXT, "pattern").with("pattern=10\\.[1-9][0-9]{3}/[a-z]{4}\\.[0-9]{4}"),
    end("iswc|isni|ipi|catalog id|disc id", TEXT, "code").with("pattern=A000000000"),
    end(
        "media|medium|media format|disc type|album type|album types|release type|carrier format",
        TEXT,
        "values",
    )
    .with("values=CD|Vinyl|Cassette|Digital+Media|DVD"),
    end("codec|encoder|audio format|video format|bitrate mode|video codec|audio codec", TEXT, "values")
        .with("values=mp3|aac|flac|opus|vorbis|h264|av1"),
    end("image format|output format|file kind", TEXT, "values").with("values=png|jpeg|webp|gif"),
    end("special features|features|extras", TEXT, "values")
        .with("values=Trailers|Commentaries|Deleted+Scenes|Behind+the+Scenes")
        .near("film|title|rating|movie"),
    end("key|initial key|musical key", TEXT, "values")
        .with("values=C|Am|G|Em|D|Bm|F|Dm")
        .near("bpm|tempo|track"),
    end("mood|tempo", TEXT, "values").with("values=calm|happy|dark|tense|bright"),
    end("instrument", TEXT, "values").with("values=piano|violin|guitar|cello|flute|drums|trumpet|harp"),
    end(
        "color|colour|background color|bgcolor|text color|font color|border color|fill|theme color",
        TEXT,
        "color_hex",
    )
    .from(7)
    .upto(9),
    end("color|colour|bgcolor|background|foreground", TEXT, "pattern")
        .with("pattern=[0-9A-F]{6}")
        .upto(6)
        .from(6),
    end("color|colour", TEXT, "color_name"),
    end("name", TEXT, "color_name").of("color|colour"),
    end(
        "hex color|color hex|color code|hex code|rgb|hex|hex value|html color|background color|border color",
        TEXT,
        "color_hex",
    )
    .from(7),
    end("hex|code", TEXT, "color_hex").of("color|colour").from(7),
    end("font color|text color|bgcolor|grid color|theme color|avatar color|color code", TEXT, "color_hex")
        .from(7),
    end("color|colour", INT, "integer").with("min=0 max=16777215"),
    end("font|font family|font name|typeface", TEXT, "values")
        .with("values=Arial|Georgia|Helvetica|Verdana|Courier"),
    end("resolution|screen size|dimensions", TEXT, "values")
        .with("values=640x480|1280x720|1920x1080|3840x2160"),
    end("edition|edition name|remaster", TEXT, "values")
        .with("values=standard|deluxe|limited|special|anniversary"),
    end(
        "year|release year|original year|publication year|copyright year|edition year|model year",
        INT,
        "year",
    ),
    end("year|release year|publication year|original year", TEXT, "pattern")
        .with("pattern=(19[5-9][0-9]|20[0-2][0-9])")
        .from(4),
    end("bpm|tempo", INT, "integer").with("min=60 max=180"),
    end("bitrate|bit rate", INT, "integer").with("min=96 max=320 step=32"),
    end("sample rate|samplerate", INT, "integer").with("min=8000 max=96000 step=4000"),
    end("bit depth|bits", INT, "integer").with("min=8 max=32 step=8"),
    end("milliseconds|length ms|duration ms|duration millis", INT, "integer").with("min=1000 max=600000"),
    end(
        "width|height|image width|image height|img width|img height|pixel width|pixel height",
        INT,
        "integer",
    )
    .with("min=64 max=1920"),
    end("pages|page count|num pages|number of pages|total pages", INT, "integer").with("min=8 max=900"),
    whole("thumbnail|preview", BYTES, "bytes").with("min=128 max=512"),
];
