namespace Garita.IndependentReader.Cbor;

/// <summary>RFC 8949 section 3.1; the values are the major types.</summary>
public enum CborKind
{
    Unsigned = 0,
    Negative = 1,
    Bytes = 2,
    Text = 3,
    Array = 4,
    Map = 5,
    Tag = 6,
    Simple = 7,
}
