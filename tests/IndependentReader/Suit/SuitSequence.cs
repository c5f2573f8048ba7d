using Garita.IndependentReader.Cbor;

namespace Garita.IndependentReader.Suit;

/// <summary>SUIT_Command_Sequence: a flat array of commands and arguments in turn.</summary>
public sealed record SuitSequence(IReadOnlyList<SuitCommand> Commands)
{
    private static readonly HashSet<long> s_withPolicy = [1, 2, 3, 5, 6, 14, 18, 21, 22, 23, 24, 31];

    /// <summary>From the item inside a section's byte string.</summary>
    public static SuitSequence Read(CborItem item)
    {
        IReadOnlyList<CborItem> items = item.AsArray();
        if (items.Count == 0 || items.Count % 2 != 0)
        {
            throw new UnreadableException($"a sequence of {items.Count} items");
        }

        IEnumerable<int> places = Enumerable.Range(0, items.Count / 2);
        return new([.. places.Select(i => ReadCommand(items[2 * i], items[(2 * i) + 1]))]);
    }

    /// <summary>Every value that the sequence, or one nested in it, gives a parameter, in order.</summary>
    public IEnumerable<CborItem> ValuesOf(long parameter) => Commands.SelectMany(command => command.Code switch
    {
        SuitCommand.OverrideParameters => command.Argument.Find(parameter) is { } value ? [value] : [],
        SuitCommand.TryEach or SuitCommand.RunSequence => Nested(command).SelectMany(s => s.ValuesOf(parameter)),
        _ => Enumerable.Empty<CborItem>(),
    });

    /// <summary>The sequences inside try-each and run-sequence.</summary>
    public static IEnumerable<SuitSequence> Nested(SuitCommand command) => command.Code switch
    {
        SuitCommand.TryEach =>
            command.Argument.AsArray().Where(item => !item.IsNull).Select(item => Read(item.AsEmbedded())),
        SuitCommand.RunSequence => [Read(command.Argument.AsEmbedded())],
        _ => [],
    };

    private static SuitCommand ReadCommand(CborItem code, CborItem argument)
    {
        SuitCommand command = new(code.AsInteger(), argument);
        bool known = command.Code switch
        {
            SuitCommand.SetComponentIndex => argument.IsTrue || argument.Kind is CborKind.Unsigned or CborKind.Array,
            SuitCommand.TryEach => argument.AsArray().Count >= 2,
            SuitCommand.OverrideParameters => argument.AsMap().Any(),
            SuitCommand.RunSequence => argument.Kind == CborKind.Bytes,
            _ => s_withPolicy.Contains(command.Code) && argument.AsUnsigned() <= 15,
        };
        return known ? command : throw new UnreadableException($"command {command.Code} with a strange argument");
    }
}
