using Garita.Firmware.Manifests;
using Garita.Firmware.Processing;
using Garita.IndependentReader.Vectors;

namespace Garita.Firmware.Tests.Processing;

/// <summary>What a failing component or a power cut leaves: a reason, and a manifest to apply again.</summary>
public sealed class FailingComponentTests
{
    private const long FirstSize = 34768;

    private static readonly VerifiedManifest s_manifest = DraftDevice.Verified(SuitExamples.Signed(4));

    [Theory]
    [InlineData("fetch", Procedure.Update, ProcessingOutcome.FetchFailed, ManifestSection.PayloadFetch)]
    [InlineData("copy 02", Procedure.Update, ProcessingOutcome.CopyFailed, ManifestSection.Install)]
    [InlineData("copy 00", Procedure.Boot, ProcessingOutcome.CopyFailed, ManifestSection.Load)]
    [InlineData("invoke", Procedure.Boot, ProcessingOutcome.InvokeFailed, ManifestSection.Invoke)]
    public async Task Failed_effect_ends_the_procedure_with_its_own_reason(
        string effect, Procedure procedure, ProcessingOutcome outcome, ManifestSection section)
    {
        SimulatedComponents device = Device();
        device.Hold(ComponentId.Main, DraftDevice.FirstDigest, FirstSize);
        device.FailOn = effect;

        ProcessingResult result = await new ManifestProcessor(device).RunAsync(s_manifest, procedure, 4);

        Assert.Equal((outcome, section), (result.Outcome, result.Section));
        Assert.StartsWith(effect, device.Effects[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_cut_at_any_effect_is_finished_by_applying_it_again()
    {
        SimulatedComponents whole = Device();
        await new ManifestProcessor(whole).RunAsync(s_manifest, Procedure.Update, 4);

        for (int cut = 0; cut < whole.Effects.Count; cut++)
        {
            SimulatedComponents device = Device();
            device.CutAt = cut;
            ManifestProcessor processor = new(device);
            await Assert.ThrowsAsync<IOException>(
                async () => await processor.RunAsync(s_manifest, Procedure.Update, 4));
            device.CutAt = null;

            ProcessingResult again = await processor.RunAsync(s_manifest, Procedure.Update, 4);
            ProcessingResult boot = await processor.RunAsync(s_manifest, Procedure.Boot, 4);

            Assert.Equal((ProcessingOutcome.Done, ProcessingOutcome.Done), (again.Outcome, boot.Outcome));
        }
    }

    private static SimulatedComponents Device()
    {
        SimulatedComponents device = new(DraftDevice.Vendor, DraftDevice.Class);
        device.Known.UnionWith([SimulatedComponents.Name(1), SimulatedComponents.Name(2)]);
        device.Network["http://example.com/file.bin"] = (DraftDevice.FirstDigest, FirstSize);
        device.Unpacked[SimulatedComponents.Name(1)] = (DraftDevice.SecondDigest, 76834);
        return device;
    }
}
