using Garita.Firmware.Manifests;

namespace Garita.Firmware.Processing;

/// <summary>
/// Carries out a verified manifest on a device's components. Decides only; every effect is the store's. The same
/// manifest on the same components ends the same way, so that what a power cut interrupted is done by doing it again.
/// </summary>
/// <param name="store">The device's components.</param>
/// <param name="limits">Limits other than <see cref="ManifestLimits.Default"/>.</param>
public sealed class ManifestProcessor(IComponentStore store, ManifestLimits? limits = null)
{
    /// <summary>Carries out one procedure.</summary>
    /// <param name="manifest">What enough release keys signed.</param>
    /// <param name="procedure">Which.</param>
    /// <param name="currentSequence">
    /// The sequence number of what the device has. A lower one is not installed; the same one is installed again.
    /// Validating and booting do not ask: after a fall back the lower one is what has to start.
    /// </param>
    /// <param name="cancellationToken">Handed to the store.</param>
    public async ValueTask<ProcessingResult> RunAsync(
        VerifiedManifest manifest,
        Procedure procedure,
        ulong currentSequence,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        Manifest content = manifest.Manifest;
        if (procedure == Procedure.Update && content.SequenceNumber < currentSequence)
        {
            return new ProcessingResult(ProcessingOutcome.OlderSequence);
        }

        if (Absent(content) is { } absent)
        {
            return new ProcessingResult(ProcessingOutcome.UnknownComponent, Component: absent);
        }

        ProcedureRun run = new(manifest, store, limits ?? ManifestLimits.Default);
        foreach ((ManifestSection section, bool required) in SectionsOf(procedure))
        {
            ProcessingResult result = await RunSectionAsync(run, content, section, required, cancellationToken);
            if (result.Outcome != ProcessingOutcome.Done)
            {
                return result;
            }
        }

        return new ProcessingResult(ProcessingOutcome.Done);
    }

    private static (ManifestSection Section, bool Required)[] SectionsOf(Procedure procedure) => procedure switch
    {
        Procedure.Update =>
        [
            (ManifestSection.PayloadFetch, false), (ManifestSection.Install, false), (ManifestSection.Validate, true),
        ],
        Procedure.Validate => [(ManifestSection.Validate, true)],
        Procedure.Boot =>
        [
            (ManifestSection.Validate, true), (ManifestSection.Load, false), (ManifestSection.Invoke, true),
        ],
    };

    private static async ValueTask<ProcessingResult> RunSectionAsync(
        ProcedureRun run, Manifest content, ManifestSection section, bool required, CancellationToken cancellationToken)
    {
        if (!content.Sequences.TryGetValue(section, out var sequence))
        {
            bool missing = required || content.Removed.Contains(section);
            return new ProcessingResult(missing ? ProcessingOutcome.SectionMissing : ProcessingOutcome.Done, section);
        }

        CommandFailure? failure = content.Shared is null ? null
            : await run.RunAsync(content.Shared, cancellationToken);
        failure ??= await run.RunAsync(sequence, cancellationToken);
        return failure is null
            ? new ProcessingResult(ProcessingOutcome.Done, section)
            : new ProcessingResult(
                failure.Outcome, section, failure.Command, content.Components[failure.Component]);
    }

    private ComponentId? Absent(Manifest content)
    {
        foreach (ComponentId component in content.Components)
        {
            if (store.Describe(component) is null)
            {
                return component;
            }
        }

        return null;
    }
}
