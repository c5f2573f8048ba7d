using Garita.Firmware.Manifests;
using Garita.Firmware.Processing;
using Garita.IndependentReader.Vectors;

namespace Garita.Firmware.Tests.Processing;

/// <summary>The draft's examples, carried out to the end its text describes.</summary>
public sealed class DraftProcedureTests
{
    private const long FirstSize = 34768;
    private const long SecondSize = 76834;

    private static readonly ComponentId s_zero = SimulatedComponents.Name(0);
    private static readonly ComponentId s_one = SimulatedComponents.Name(1);
    private static readonly ComponentId s_two = SimulatedComponents.Name(2);

    [Fact]
    public async Task Example_zero_boots_the_image_it_names_and_no_other()
    {
        SimulatedComponents device = Device();
        device.Hold(s_zero, DraftDevice.SecondDigest, FirstSize);
        ProcessingResult other = await RunAsync(SuitExamples.Signed(0), Procedure.Boot, device);
        device.Hold(s_zero, DraftDevice.FirstDigest, FirstSize);
        ProcessingResult right = await RunAsync(SuitExamples.Signed(0), Procedure.Boot, device);

        Assert.Equal((ProcessingOutcome.ImageMismatch, ManifestSection.Validate), (other.Outcome, other.Section));
        Assert.Equal(ProcessingOutcome.Done, right.Outcome);
        Assert.Equal(["invoke 00"], device.Effects);
    }

    [Fact]
    public async Task Example_one_downloads_and_has_nothing_to_invoke()
    {
        SimulatedComponents device = Device();

        ProcessingResult update = await RunAsync(SuitExamples.Signed(1), Procedure.Update, device);
        ProcessingResult boot = await RunAsync(SuitExamples.Signed(1), Procedure.Boot, device);

        Assert.Equal(ProcessingOutcome.Done, update.Outcome);
        Assert.Equal(["fetch http://example.com/file.bin to 00"], device.Effects);
        Assert.Equal((ProcessingOutcome.SectionMissing, ManifestSection.Invoke), (boot.Outcome, boot.Section));
    }

    [Fact]
    public async Task Example_two_installs_whole_and_boots_severed()
    {
        SimulatedComponents device = Device();
        device.Network["http://example.com/very/long/path/to/file/file.bin"] = (DraftDevice.FirstDigest, FirstSize);

        ProcessingResult severed = await RunAsync(SuitExamples.Severed(), Procedure.Update, device);
        ProcessingResult update = await RunAsync(SuitExamples.Signed(2), Procedure.Update, device);
        ProcessingResult boot = await RunAsync(SuitExamples.Severed(), Procedure.Boot, device);

        Assert.Equal((ProcessingOutcome.SectionMissing, ManifestSection.Install), (severed.Outcome, severed.Section));
        Assert.Equal(ProcessingOutcome.Done, update.Outcome);
        Assert.Equal(ProcessingOutcome.Done, boot.Outcome);
        Assert.Equal("invoke 00", device.Effects[^1]);
    }

    [Theory]
    [InlineData(0, "fetch http://example.com/file1.bin to 00", ProcessingOutcome.Done)]
    [InlineData(1, "fetch http://example.com/file2.bin to 00", ProcessingOutcome.Done)]
    [InlineData(2, null, ProcessingOutcome.NoAlternative)]
    public async Task Example_three_takes_the_image_of_the_slot(int slot, string? effect, ProcessingOutcome outcome)
    {
        SimulatedComponents device = Device();
        device.Slot = slot;

        ProcessingResult update = await RunAsync(SuitExamples.Signed(3), Procedure.Update, device);

        Assert.Equal(outcome, update.Outcome);
        Assert.Equal(effect is null ? [] : [effect], device.Effects);
    }

    [Fact]
    public async Task Example_four_stages_installs_loads_and_starts()
    {
        SimulatedComponents device = Device();
        device.Unpacked[s_one] = (DraftDevice.SecondDigest, SecondSize);

        ProcessingResult update = await RunAsync(SuitExamples.Signed(4), Procedure.Update, device);
        ProcessingResult boot = await RunAsync(SuitExamples.Signed(4), Procedure.Boot, device);

        Assert.Equal((ProcessingOutcome.Done, ProcessingOutcome.Done), (update.Outcome, boot.Outcome));
        Assert.Equal(
            ["fetch http://example.com/file.bin to 02", "copy 02 to 00", "copy 00 to 01", "invoke 01"],
            device.Effects);
    }

    [Fact]
    public async Task Example_five_installs_two_images_and_starts_the_first()
    {
        SimulatedComponents device = Device();

        ProcessingResult update = await RunAsync(SuitExamples.Signed(5), Procedure.Update, device);
        ProcessingResult boot = await RunAsync(SuitExamples.Signed(5), Procedure.Boot, device);

        Assert.Equal((ProcessingOutcome.Done, ProcessingOutcome.Done), (update.Outcome, boot.Outcome));
        Assert.Equal(
            [
                "fetch http://example.com/file1.bin to 00",
                "fetch http://example.com/file2.bin to 01",
                "invoke 00",
            ],
            device.Effects);
    }

    [Theory]
    [InlineData(true, ProcessingOutcome.OtherVendor)]
    [InlineData(false, ProcessingOutcome.OtherClass)]
    public async Task Examples_are_refused_by_other_devices_before_any_effect(bool vendor, ProcessingOutcome outcome)
    {
        foreach (int example in SuitExamples.Numbers)
        {
            SimulatedComponents device = Filled(vendor
                ? new SimulatedComponents(DraftDevice.Class, DraftDevice.Class)
                : new SimulatedComponents(DraftDevice.Vendor, DraftDevice.Vendor));

            ProcessingResult update = await RunAsync(SuitExamples.Signed(example), Procedure.Update, device);

            Assert.Equal((example, outcome), (example, update.Outcome));
            Assert.Empty(device.Effects);
        }
    }

    [Fact]
    public async Task Example_with_a_lower_sequence_number_is_not_installed_and_boots()
    {
        SimulatedComponents device = Device();
        device.Hold(s_zero, DraftDevice.FirstDigest, FirstSize);
        ManifestProcessor processor = new(device);
        VerifiedManifest manifest = DraftDevice.Verified(SuitExamples.Signed(2));

        ProcessingResult lower = await processor.RunAsync(manifest, Procedure.Update, currentSequence: 3);
        ProcessingResult boot = await processor.RunAsync(manifest, Procedure.Boot, currentSequence: 3);

        Assert.Equal(ProcessingOutcome.OlderSequence, lower.Outcome);
        Assert.Equal(ProcessingOutcome.Done, boot.Outcome);
    }

    private static async Task<ProcessingResult> RunAsync(
        byte[] envelope, Procedure procedure, SimulatedComponents device)
    {
        VerifiedManifest manifest = DraftDevice.Verified(envelope);

        // The number the manifest has itself: what is applied again is applied.
        return await new ManifestProcessor(device).RunAsync(
            manifest, procedure, manifest.Manifest.SequenceNumber);
    }

    private static SimulatedComponents Device() =>
        Filled(new SimulatedComponents(DraftDevice.Vendor, DraftDevice.Class));

    private static SimulatedComponents Filled(SimulatedComponents device)
    {
        device.Slot = 0;
        device.Known.UnionWith([s_zero, s_one, s_two]);
        device.Network["http://example.com/file.bin"] = (DraftDevice.FirstDigest, FirstSize);
        device.Network["http://example.com/file1.bin"] = (DraftDevice.FirstDigest, FirstSize);
        device.Network["http://example.com/file2.bin"] = (DraftDevice.SecondDigest, SecondSize);
        return device;
    }
}
