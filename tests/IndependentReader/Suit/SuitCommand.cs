using Garita.IndependentReader.Cbor;

namespace Garita.IndependentReader.Suit;

/// <summary>A condition or directive and its argument.</summary>
public sealed record SuitCommand(long Code, CborItem Argument)
{
    public const long SetComponentIndex = 12;
    public const long TryEach = 15;
    public const long OverrideParameters = 20;
    public const long RunSequence = 32;
}
