using Garita.Firmware.Manifests;
using Garita.Firmware.Manifests.Commands;

namespace Garita.Firmware.Processing;

/// <summary>
/// The abstract machine of one procedure: the parameters of each component, and the steps that are left.
/// </summary>
internal sealed class ProcedureRun
{
    private readonly VerifiedManifest _manifest;
    private readonly IComponentStore _store;
    private readonly ParameterSet[] _parameters;
    private int _stepsLeft;

    public ProcedureRun(VerifiedManifest manifest, IComponentStore store, ManifestLimits limits)
    {
        _manifest = manifest;
        _store = store;
        _parameters = [.. manifest.Manifest.Components.Select(_ => ParameterSet.Empty)];
        _stepsLeft = limits.MaxSteps;
    }

    /// <summary>Runs a whole section, beginning with the first component. Null where every command succeeded.</summary>
    public async ValueTask<CommandFailure?> RunAsync(CommandSequence sequence, CancellationToken cancellationToken) =>
        (await RunAsync(sequence, component: 0, softFailure: false, cancellationToken)).Failure;

    // Parameters last for the procedure; the component index and soft failure only for the sequence that sets them.
    private async ValueTask<(CommandFailure? Failure, bool Soft)> RunAsync(
        CommandSequence sequence, int component, bool softFailure, CancellationToken cancellationToken)
    {
        IReadOnlyList<int> selected = [component];
        bool soft = softFailure;
        foreach (Command command in sequence.Commands)
        {
            selected = command.Components ?? selected;
            soft = command.Parameters?.SoftFailure ?? soft;
            foreach (int index in selected)
            {
                _stepsLeft--;
                CommandFailure? failure = _stepsLeft < 0
                    ? new CommandFailure(ProcessingOutcome.TooManySteps, command.Code, index, IsCondition: false)
                    : await ExecuteAsync(command, index, cancellationToken);
                if (failure is not null)
                {
                    return (failure, soft && failure.IsCondition);
                }
            }
        }

        return (null, soft);
    }

    private async ValueTask<CommandFailure?> ExecuteAsync(
        Command command, int index, CancellationToken cancellationToken)
    {
        switch (command.Code)
        {
            case CommandCode.SetComponentIndex:
                return null;
            case CommandCode.OverrideParameters:
                _parameters[index] = _parameters[index].OverriddenBy(command.Parameters!);
                return null;
            case CommandCode.TryEach:
                return await TryEachAsync(command, index, cancellationToken);
            case CommandCode.RunSequence:
                (CommandFailure? inner, bool soft) =
                    await RunAsync(command.Sequences![0], index, softFailure: false, cancellationToken);
                return soft ? null : inner;
            case CommandCode.Fetch:
                return Directive(command, index, await FetchAsync(index, cancellationToken));
            case CommandCode.Copy:
                return Directive(command, index, await CopyAsync(index, cancellationToken));
            case CommandCode.Invoke:
                return Directive(command, index, await StartAsync(index, cancellationToken));
            case CommandCode.ImageMatch:
                return Condition(command, index, await MatchAsync(index, cancellationToken));
            default:
                return Condition(command, index, Compare(command.Code, index));
        }
    }

    private static CommandFailure? Directive(Command command, int index, ProcessingOutcome outcome) =>
        outcome == ProcessingOutcome.Done ? null : new CommandFailure(outcome, command.Code, index, IsCondition: false);

    private static CommandFailure? Condition(Command command, int index, ProcessingOutcome outcome) =>
        outcome == ProcessingOutcome.Done ? null : new CommandFailure(outcome, command.Code, index, IsCondition: true);

    private async ValueTask<CommandFailure?> TryEachAsync(
        Command command, int index, CancellationToken cancellationToken)
    {
        foreach (CommandSequence alternative in command.Sequences!)
        {
            (CommandFailure? failure, bool soft) =
                await RunAsync(alternative, index, softFailure: true, cancellationToken);
            if (failure is null || !soft)
            {
                return failure;
            }
        }

        return command.MayFail
            ? null
            : new CommandFailure(ProcessingOutcome.NoAlternative, command.Code, index, IsCondition: true);
    }

    private ProcessingOutcome Compare(CommandCode code, int index)
    {
        ParameterSet set = _parameters[index];
        ComponentIdentity? known = _store.Describe(NameOf(index));
        switch (code)
        {
            case CommandCode.VendorIdentifier:
                return Compare(set.Vendor, known?.Vendor, ProcessingOutcome.OtherVendor);
            case CommandCode.ClassIdentifier:
                return Compare(set.Class, known?.Class, ProcessingOutcome.OtherClass);
            case CommandCode.DeviceIdentifier:
                return Compare(set.Device, known?.Device, ProcessingOutcome.OtherDevice);
            case CommandCode.ComponentSlot:
                return Compare(set.Slot, known?.Slot, ProcessingOutcome.OtherSlot);
            default:
                return ProcessingOutcome.Aborted;
        }
    }

    private static ProcessingOutcome Compare<T>(T? wanted, T? known, ProcessingOutcome otherwise)
        where T : struct, IEquatable<T> =>
        wanted is null ? ProcessingOutcome.ParameterMissing
        : known is { } value && wanted.Value.Equals(value) ? ProcessingOutcome.Done
        : otherwise;

    private async ValueTask<ProcessingOutcome> MatchAsync(int index, CancellationToken cancellationToken)
    {
        ParameterSet set = _parameters[index];
        if (set.ImageDigest is not { } digest)
        {
            return ProcessingOutcome.ParameterMissing;
        }

        return await _store.MatchesAsync(NameOf(index), digest, set.ImageSize, cancellationToken)
            ? ProcessingOutcome.Done
            : ProcessingOutcome.ImageMismatch;
    }

    private async ValueTask<ProcessingOutcome> FetchAsync(int index, CancellationToken cancellationToken)
    {
        ParameterSet set = _parameters[index];
        if (set.Uri is null)
        {
            return ProcessingOutcome.ParameterMissing;
        }

        ReadOnlyMemory<byte>? integrated = null;
        if (set.Uri.StartsWith('#'))
        {
            if (!_manifest.Envelope.IntegratedPayloads.TryGetValue(set.Uri, out ReadOnlyMemory<byte> payload))
            {
                return ProcessingOutcome.PayloadMissing;
            }

            integrated = payload;
        }

        FetchRequest request = new(set.Uri, integrated, set.ImageSize, set.ImageDigest, set.FetchArguments);
        return await _store.FetchAsync(NameOf(index), request, cancellationToken)
            ? ProcessingOutcome.Done
            : ProcessingOutcome.FetchFailed;
    }

    private async ValueTask<ProcessingOutcome> CopyAsync(int index, CancellationToken cancellationToken)
    {
        if (_parameters[index].SourceComponent is not { } source)
        {
            return ProcessingOutcome.ParameterMissing;
        }

        return await _store.CopyAsync(NameOf(index), NameOf(source), cancellationToken)
            ? ProcessingOutcome.Done
            : ProcessingOutcome.CopyFailed;
    }

    private async ValueTask<ProcessingOutcome> StartAsync(int index, CancellationToken cancellationToken) =>
        await _store.InvokeAsync(NameOf(index), _parameters[index].InvokeArguments ?? default, cancellationToken)
            ? ProcessingOutcome.Done
            : ProcessingOutcome.InvokeFailed;

    private ComponentId NameOf(int index) => _manifest.Manifest.Components[index];
}
