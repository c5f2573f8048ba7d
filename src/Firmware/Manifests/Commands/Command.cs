namespace Garita.Firmware.Manifests.Commands;

/// <summary>One command with the argument its code asks for; what it does not ask for is null.</summary>
/// <param name="Code">What to do.</param>
public sealed record Command(CommandCode Code)
{
    /// <summary>
    /// Which records a reporting device would write, four bits. Read and kept; nothing here reports by it.
    /// </summary>
    public int ReportingPolicy { get; init; }

    /// <summary>Of <see cref="CommandCode.SetComponentIndex"/>: the indices, ascending or not, as written.</summary>
    public IReadOnlyList<int>? Components { get; init; }

    /// <summary>Of <see cref="CommandCode.OverrideParameters"/>: what is set.</summary>
    public ParameterSet? Parameters { get; init; }

    /// <summary>Of <see cref="CommandCode.TryEach"/> the alternatives, of <see cref="CommandCode.RunSequence"/> the
    /// one sequence.</summary>
    public IReadOnlyList<CommandSequence>? Sequences { get; init; }

    /// <summary>Of <see cref="CommandCode.TryEach"/>: whether failing all alternatives is no failure.</summary>
    public bool MayFail { get; init; }
}
