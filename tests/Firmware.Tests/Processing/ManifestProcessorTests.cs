using Garita.Firmware.Manifests;
using Garita.Firmware.Manifests.Commands;
using Garita.Firmware.Processing;
using static Garita.Firmware.Tests.Processing.Script;

namespace Garita.Firmware.Tests.Processing;

public sealed class ManifestProcessorTests
{
    private static readonly Sha256Digest s_image = Sha256Digest.Of([1]);
    private static readonly Sha256Digest s_other = Sha256Digest.Of([2]);
    private static readonly byte[] s_describe =
        Sequence(SelectAll(), Set(new ParameterSet { Vendor = Samples.Vendor, Class = Samples.Class }));

    private readonly SimulatedComponents _device = new(Samples.Vendor, Samples.Class);

    public ManifestProcessorTests()
    {
        _device.Known.UnionWith([SimulatedComponents.Name(1), SimulatedComponents.Name(2)]);
        _device.Network["a"] = (s_image, 1);
        _device.Network["b"] = (s_other, 1);
    }

    [Fact]
    public async Task Try_each_takes_the_first_alternative_that_succeeds_and_keeps_what_the_others_did()
    {
        ProcessingResult result = await InstallAsync(
            TryEach(
                Sequence(Uri("a"), Do(CommandCode.Fetch), Do(CommandCode.Abort)),
                Sequence(Do(CommandCode.Fetch)),
                Sequence(Uri("b"), Do(CommandCode.Fetch))));

        Assert.Equal(ProcessingOutcome.Done, result.Outcome);
        Assert.Equal(["fetch a to 00", "fetch a to 00"], _device.Effects);
    }

    [Fact]
    public async Task Try_each_ends_where_an_alternative_says_its_failure_is_hard()
    {
        ProcessingResult result = await InstallAsync(
            TryEach(
                Sequence(Set(new ParameterSet { SoftFailure = false }), Do(CommandCode.Abort)),
                Sequence(Uri("a"), Do(CommandCode.Fetch))));

        Assert.Equal((ProcessingOutcome.Aborted, CommandCode.Abort), (result.Outcome, result.Command));
        Assert.Empty(_device.Effects);
    }

    [Fact]
    public async Task Try_each_without_a_success_fails_unless_nil_ends_it()
    {
        byte[] failing = Sequence(Do(CommandCode.Abort));

        ProcessingResult hard = await InstallAsync(TryEach(failing, failing));
        ProcessingResult outer = await InstallAsync(
            TryEach(Sequence(TryEach(failing, failing)), Sequence(Uri("a"))), Do(CommandCode.Fetch));
        ProcessingResult soft = await InstallAsync(TryEachOrGoOn(failing, failing));

        Assert.Equal(ProcessingOutcome.NoAlternative, hard.Outcome);
        Assert.Equal(ProcessingOutcome.Done, outer.Outcome);
        Assert.Equal(ProcessingOutcome.Done, soft.Outcome);
    }

    [Fact]
    public async Task Failed_directive_ends_everything_however_soft()
    {
        byte[] missing = Sequence(Uri("nowhere"), Do(CommandCode.Fetch));
        byte[] softly = Sequence(
            Set(new ParameterSet { SoftFailure = true }), Uri("nowhere"), Do(CommandCode.Fetch));

        ProcessingResult tried = await InstallAsync(TryEachOrGoOn(missing, Sequence(Uri("a"))));
        ProcessingResult run = await InstallAsync(Run(softly));

        Assert.Equal((ProcessingOutcome.FetchFailed, CommandCode.Fetch), (tried.Outcome, tried.Command));
        Assert.Equal(ProcessingOutcome.FetchFailed, run.Outcome);
    }

    [Fact]
    public async Task Run_sequence_fails_with_its_condition_unless_told_to_be_soft()
    {
        byte[] soft = Sequence(Set(new ParameterSet { SoftFailure = true }), Do(CommandCode.Abort));

        ProcessingResult hard = await InstallAsync(Run(Sequence(Do(CommandCode.Abort))));
        ProcessingResult goesOn = await InstallAsync(Run(soft), Uri("a"), Do(CommandCode.Fetch));

        // What is soft inside a sequence is soft there alone.
        ProcessingResult inner = await InstallAsync(Run(soft), Run(Sequence(Do(CommandCode.Abort))));

        Assert.Equal(ProcessingOutcome.Aborted, hard.Outcome);
        Assert.Equal(ProcessingOutcome.Done, goesOn.Outcome);
        Assert.Equal(ProcessingOutcome.Aborted, inner.Outcome);
    }

    [Fact]
    public async Task Commands_apply_to_every_selected_component_in_the_order_selected()
    {
        ProcessingResult result = await InstallAsync(
            SelectAll(), Uri("a"), Do(CommandCode.Fetch),
            Select(2, 1), Run(Sequence(Uri("b"), Do(CommandCode.Fetch), Select(0))),
            Do(CommandCode.Fetch));

        Assert.Equal(ProcessingOutcome.Done, result.Outcome);
        Assert.Equal(
            [
                "fetch a to 00", "fetch a to 01", "fetch a to 02",
                "fetch b to 02", "fetch b to 01",
                "fetch b to 02", "fetch b to 01",
            ],
            _device.Effects);
    }

    [Fact]
    public async Task Every_section_begins_with_the_shared_sequence_and_the_first_component()
    {
        byte[] shared = Sequence(Set(new ParameterSet { ImageDigest = s_image }));
        _device.Hold(ComponentId.Main, s_image, 1);
        VerifiedManifest manifest = Manifest(3, shared, new()
        {
            [ManifestSection.Install] = Sequence(
                Set(new ParameterSet { ImageDigest = s_other }), Select(2), Uri("b"), Do(CommandCode.Fetch)),
            [ManifestSection.Validate] = Sequence(Do(CommandCode.ImageMatch)),
        });

        Assert.Equal(ProcessingOutcome.Done, (await UpdateAsync(manifest)).Outcome);
    }

    [Fact]
    public async Task Parameters_end_with_their_procedure()
    {
        VerifiedManifest manifest = Manifest(1, s_describe, new()
        {
            [ManifestSection.Install] = Sequence(Set(new ParameterSet { ImageDigest = s_image, Uri = "a" }),
                Do(CommandCode.Fetch)),
            [ManifestSection.Validate] = Sequence(Do(CommandCode.ImageMatch)),
        });
        ManifestProcessor processor = new(_device);

        ProcessingResult update = await processor.RunAsync(manifest, Procedure.Update, currentSequence: 0);
        ProcessingResult validate = await processor.RunAsync(manifest, Procedure.Validate, currentSequence: 0);

        Assert.Equal(ProcessingOutcome.Done, update.Outcome);
        Assert.Equal(ProcessingOutcome.ParameterMissing, validate.Outcome);
    }

    [Theory]
    [InlineData(CommandCode.ImageMatch)]
    [InlineData(CommandCode.ComponentSlot)]
    [InlineData(CommandCode.DeviceIdentifier)]
    [InlineData(CommandCode.Fetch)]
    [InlineData(CommandCode.Copy)]
    public async Task Command_without_its_parameter_fails(CommandCode code)
    {
        ProcessingResult result = await InstallAsync(Do(code));

        Assert.Equal((ProcessingOutcome.ParameterMissing, code), (result.Outcome, result.Command));
        Assert.Empty(_device.Effects);
    }

    [Fact]
    public async Task Device_identifier_is_the_device_or_refused()
    {
        byte[][] asks = [Set(new ParameterSet { Device = Samples.Class }), Do(CommandCode.DeviceIdentifier)];

        ProcessingResult without = await InstallAsync(asks);
        _device.Device = Samples.Vendor;
        ProcessingResult other = await InstallAsync(asks);
        _device.Device = Samples.Class;
        ProcessingResult same = await InstallAsync(asks);

        Assert.Equal(
            (ProcessingOutcome.OtherDevice, ProcessingOutcome.OtherDevice, ProcessingOutcome.Done),
            (without.Outcome, other.Outcome, same.Outcome));
    }

    [Fact]
    public async Task Image_of_another_size_does_not_match()
    {
        ProcessingResult result = await InstallAsync(
            Set(new ParameterSet { ImageDigest = s_image, ImageSize = 2, Uri = "a" }),
            Do(CommandCode.Fetch),
            Do(CommandCode.ImageMatch));

        Assert.Equal(ProcessingOutcome.ImageMismatch, result.Outcome);
    }

    [Fact]
    public async Task Payload_inside_the_envelope_is_found_by_its_name_and_by_no_other()
    {
        byte[] payload = [1, 2, 3];
        Dictionary<ManifestSection, byte[]> sections = new()
        {
            [ManifestSection.Install] = Sequence(
                Set(new ParameterSet { ImageDigest = Sha256Digest.Of(payload), ImageSize = 3, Uri = "#app" }),
                Do(CommandCode.Fetch)),
            [ManifestSection.Validate] = Sequence(Do(CommandCode.ImageMatch)),
        };

        ProcessingResult found = await UpdateAsync(Manifest(1, s_describe, sections, ("#app", payload)));
        ProcessingResult missing = await UpdateAsync(Manifest(1, s_describe, sections, ("#apq", payload)));

        Assert.Equal(ProcessingOutcome.Done, found.Outcome);
        Assert.Equal(ProcessingOutcome.PayloadMissing, missing.Outcome);
    }

    [Fact]
    public async Task Steps_are_counted_for_each_component_and_end_at_the_limit()
    {
        byte[] inner = Sequence([.. Enumerable.Repeat(Do(CommandCode.VendorIdentifier), 30)]);
        VerifiedManifest manifest = Manifest(3, s_describe, new()
        {
            [ManifestSection.Validate] = Sequence(SelectAll(), Run(inner)),
        });

        ProcessingResult enough = await RunAsync(manifest, new ManifestLimits { MaxSteps = 102 });
        ProcessingResult oneLess = await RunAsync(manifest, new ManifestLimits { MaxSteps = 101 });

        Assert.Equal(ProcessingOutcome.Done, enough.Outcome);
        Assert.Equal(ProcessingOutcome.TooManySteps, oneLess.Outcome);

        ValueTask<ProcessingResult> RunAsync(VerifiedManifest judged, ManifestLimits limits) =>
            new ManifestProcessor(_device, limits).RunAsync(judged, Procedure.Validate, currentSequence: 0);
    }

    [Fact]
    public async Task Component_that_the_device_does_not_have_is_refused_before_any_effect()
    {
        VerifiedManifest manifest = Manifest(4, s_describe, new()
        {
            [ManifestSection.Install] = Sequence(Uri("a"), Do(CommandCode.Fetch)),
            [ManifestSection.Validate] = Sequence(Do(CommandCode.VendorIdentifier)),
        });

        ProcessingResult result = await UpdateAsync(manifest);

        Assert.Equal(
            (ProcessingOutcome.UnknownComponent, SimulatedComponents.Name(3)), (result.Outcome, result.Component));
        Assert.Empty(_device.Effects);
    }

    private static byte[] Uri(string uri) => Set(new ParameterSet { Uri = uri });

    private ValueTask<ProcessingResult> InstallAsync(params byte[][] commands) =>
        UpdateAsync(Manifest(3, s_describe, new()
        {
            [ManifestSection.Install] = Sequence(commands),
            [ManifestSection.Validate] = Sequence(Do(CommandCode.VendorIdentifier)),
        }));

    private ValueTask<ProcessingResult> UpdateAsync(VerifiedManifest manifest) =>
        new ManifestProcessor(_device).RunAsync(manifest, Procedure.Update, currentSequence: 7);
}
