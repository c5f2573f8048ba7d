using Garita.Firmware.Cbor;

namespace Garita.Firmware.Manifests.Commands;

/// <summary>Reads the sequences of one manifest; what all of them together may hold is counted here.</summary>
/// <remarks><code>[ + ( command: uint, argument ) ]</code></remarks>
internal sealed class SequenceReader(ManifestLimits limits, int components)
{
    private const ulong ReportingBits = 15;

    private int _commandsLeft = limits.MaxCommands;

    /// <summary>Reads one sequence that is the whole input.</summary>
    /// <param name="encoded">The content of the byte string that holds it.</param>
    /// <param name="section">The section it is; null for the shared sequence.</param>
    /// <param name="sequence">The sequence when nothing is refused.</param>
    public ManifestRefusal TryRead(
        ReadOnlySpan<byte> encoded, ManifestSection? section, out CommandSequence? sequence) =>
        TryRead(encoded, new Place(section, 1), out sequence);

    private ManifestRefusal TryRead(ReadOnlySpan<byte> encoded, Place place, out CommandSequence? sequence)
    {
        sequence = null;
        StrictCborReader reader = new(encoded);
        if (!reader.TryReadArray(out int count) || count == 0 || count % 2 != 0)
        {
            return ManifestRefusal.Malformed;
        }

        _commandsLeft -= count / 2;
        if (_commandsLeft < 0 || place.Depth > limits.MaxNesting)
        {
            return ManifestRefusal.LimitExceeded;
        }

        List<Command> commands = [];
        for (int i = 0; i < count; i += 2)
        {
            ManifestRefusal refusal = TryReadCommand(ref reader, place, out Command? command);
            if (refusal != ManifestRefusal.None)
            {
                return refusal;
            }

            commands.Add(command!);
        }

        sequence = new CommandSequence(commands);
        return reader.AtEnd ? ManifestRefusal.None : ManifestRefusal.Malformed;
    }

    private ManifestRefusal TryReadCommand(ref StrictCborReader reader, Place place, out Command? command)
    {
        command = null;
        if (!reader.TryReadInteger(out long number))
        {
            return ManifestRefusal.Malformed;
        }

        CommandCode code = (CommandCode)number;
        if (number is < 0 or > int.MaxValue || !Enum.IsDefined(code))
        {
            return ManifestRefusal.UnsupportedCommand;
        }

        if (!place.Allows(code))
        {
            return ManifestRefusal.CommandMisplaced;
        }

        return code switch
        {
            CommandCode.SetComponentIndex => TryReadIndex(ref reader, out command),
            CommandCode.OverrideParameters => TryReadParameters(ref reader, place, out command),
            CommandCode.TryEach => TryReadAlternatives(ref reader, place, out command),
            CommandCode.RunSequence => TryReadNested(ref reader, place, out command),
            CommandCode.VendorIdentifier => TryReadPolicy(ref reader, code, out command),
            CommandCode.ClassIdentifier => TryReadPolicy(ref reader, code, out command),
            CommandCode.ImageMatch => TryReadPolicy(ref reader, code, out command),
            CommandCode.ComponentSlot => TryReadPolicy(ref reader, code, out command),
            CommandCode.Abort => TryReadPolicy(ref reader, code, out command),
            CommandCode.DeviceIdentifier => TryReadPolicy(ref reader, code, out command),
            CommandCode.Fetch => TryReadPolicy(ref reader, code, out command),
            CommandCode.Copy => TryReadPolicy(ref reader, code, out command),
            CommandCode.Invoke => TryReadPolicy(ref reader, code, out command),
        };
    }

    private static ManifestRefusal TryReadPolicy(ref StrictCborReader reader, CommandCode code, out Command? command)
    {
        bool read = reader.TryReadUnsigned(out ulong policy) && policy <= ReportingBits;
        command = read ? new Command(code) { ReportingPolicy = (int)policy } : null;
        return read ? ManifestRefusal.None : ManifestRefusal.Malformed;
    }

    private ManifestRefusal TryReadParameters(ref StrictCborReader reader, Place place, out Command? command)
    {
        ManifestRefusal refusal = ParameterReader.TryRead(ref reader, limits, components, out ParameterSet parameters);
        command = new Command(CommandCode.OverrideParameters) { Parameters = parameters };

        // Soft failure means something only where a sequence stands inside another.
        return refusal == ManifestRefusal.None && parameters.SoftFailure is not null && place.Depth == 1
            ? ManifestRefusal.UnsupportedParameter
            : refusal;
    }

    // IndexArg = uint / true / [ + uint ]
    private ManifestRefusal TryReadIndex(ref StrictCborReader reader, out Command? command)
    {
        command = null;
        List<int> indices = [];
        if (reader.Next == CborKind.Boolean)
        {
            indices.AddRange(Enumerable.Range(0, components));
            return reader.TryReadBoolean(out bool all) && all
                ? Selection(indices, out command)
                : ManifestRefusal.Malformed;
        }

        int count = 1;
        if (reader.Next == CborKind.Array && (!reader.TryReadArray(out count) || count == 0))
        {
            return ManifestRefusal.Malformed;
        }

        for (int i = 0; i < count; i++)
        {
            if (!reader.TryReadUnsigned(out ulong index))
            {
                return ManifestRefusal.Malformed;
            }

            if (index >= (ulong)components)
            {
                return ManifestRefusal.UnknownComponent;
            }

            if (indices.Contains((int)index))
            {
                return ManifestRefusal.Malformed;
            }

            indices.Add((int)index);
        }

        return Selection(indices, out command);
    }

    private static ManifestRefusal Selection(List<int> indices, out Command? command)
    {
        command = new Command(CommandCode.SetComponentIndex) { Components = indices };
        return ManifestRefusal.None;
    }

    // [ 2* bstr <<sequence>>, ? nil ]
    private ManifestRefusal TryReadAlternatives(
        ref StrictCborReader reader, Place place, out Command? command)
    {
        command = null;
        if (!reader.TryReadArray(out int count))
        {
            return ManifestRefusal.Malformed;
        }

        if (count > limits.MaxAlternatives)
        {
            return ManifestRefusal.LimitExceeded;
        }

        List<CommandSequence> sequences = [];
        bool mayFail = false;
        for (int i = 0; i < count; i++)
        {
            mayFail = i == count - 1 && reader.TryReadNull();
            if (mayFail)
            {
                break;
            }

            ManifestRefusal refusal = TryReadInner(ref reader, place, sequences);
            if (refusal != ManifestRefusal.None)
            {
                return refusal;
            }
        }

        command = new Command(CommandCode.TryEach) { Sequences = sequences, MayFail = mayFail };
        return sequences.Count >= 2 ? ManifestRefusal.None : ManifestRefusal.Malformed;
    }

    private ManifestRefusal TryReadNested(ref StrictCborReader reader, Place place, out Command? command)
    {
        List<CommandSequence> sequences = [];
        ManifestRefusal refusal = TryReadInner(ref reader, place, sequences);
        command = new Command(CommandCode.RunSequence) { Sequences = sequences };
        return refusal;
    }

    private ManifestRefusal TryReadInner(
        ref StrictCborReader reader, Place place, List<CommandSequence> sequences)
    {
        if (!reader.TryReadBytes(out ReadOnlySpan<byte> encoded))
        {
            return ManifestRefusal.Malformed;
        }

        ManifestRefusal refusal = TryRead(encoded, place.Inside, out CommandSequence? sequence);
        if (refusal == ManifestRefusal.None)
        {
            sequences.Add(sequence!);
        }

        return refusal;
    }
}
