namespace Garita.Firmware.Cbor;

/// <summary>
/// What the next item is (RFC 8949 3.1). Floats are none of these: no format here has any.
/// </summary>
public enum CborKind
{
    /// <summary>The end of the input, or a first byte that no format of this program may hold.</summary>
    None,

    /// <summary>Major type 0.</summary>
    Unsigned,

    /// <summary>Major type 1.</summary>
    Negative,

    /// <summary>Major type 2.</summary>
    Bytes,

    /// <summary>Major type 3.</summary>
    Text,

    /// <summary>Major type 4.</summary>
    Array,

    /// <summary>Major type 5.</summary>
    Map,

    /// <summary>Major type 6.</summary>
    Tag,

    /// <summary>Simple value 20 or 21.</summary>
    Boolean,

    /// <summary>Simple value 22.</summary>
    Null,
}
