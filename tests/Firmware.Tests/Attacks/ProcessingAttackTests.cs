using Garita.Firmware.Manifests;
using Garita.Firmware.Processing;
using Garita.Firmware.Tests.Processing;
using Garita.IndependentReader.Cbor;

namespace Garita.Firmware.Tests.Attacks;

/// <summary>Manifests in good form that ask for something they should not: nothing is done, for one reason.</summary>
public sealed class ProcessingAttackTests : IDisposable
{
    private static readonly Guid s_vendor = new([.. Enumerable.Repeat((byte)1, 16)]);
    private static readonly Guid s_class = new([.. Enumerable.Repeat((byte)2, 16)]);

    private readonly TestKey _key = new();

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData("82030f", ProcessingOutcome.ImageMismatch)] // the image is not there
    [InlineData("821502", ProcessingOutcome.ParameterMissing)] // fetch from nowhere
    [InlineData("821602", ProcessingOutcome.ParameterMissing)] // copy from nothing
    [InlineData("82050f", ProcessingOutcome.ParameterMissing)] // a slot that nobody named
    [InlineData("8218180f", ProcessingOutcome.ParameterMissing)] // a device that nobody named
    [InlineData("820e0f", ProcessingOutcome.Aborted)]
    [InlineData("820f8243820e0f43820e0f", ProcessingOutcome.NoAlternative)]
    [InlineData("8414a1156223611502", ProcessingOutcome.PayloadMissing)] // "#a", which the envelope has not
    [InlineData("8414a11561231502", ProcessingOutcome.PayloadMissing)] // "#"
    [InlineData("8414a115617a1502", ProcessingOutcome.FetchFailed)]
    [InlineData("8414a101500000000000000000000000000000000f010f", ProcessingOutcome.OtherVendor)]
    [InlineData("82182043820e0f", ProcessingOutcome.Aborted)] // in a run-sequence
    [InlineData("820f834382150243821502f6", ProcessingOutcome.ParameterMissing)] // a directive never fails softly
    public async Task Install_ends_for_one_reason_and_changes_nothing(string install, ProcessingOutcome outcome)
    {
        SimulatedComponents device = new(s_vendor, s_class);

        ProcessingResult result = await RunAsync(SmallManifest.With("install", Convert.FromHexString(install)), device);

        Assert.Equal(outcome, result.Outcome);
        Assert.DoesNotContain(device.Effects, effect => !effect.StartsWith("fetch z", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Integrated_payload_under_another_name_is_not_taken()
    {
        byte[] manifest = SmallManifest.With("install", Convert.FromHexString("8414a1156223611502"));
        byte[] envelope = Forge.Envelope(manifest, _key);
        CborItem members = CborDecoder.Decode(envelope).AsTagged(107);
        byte[] wrapper = members.Get(2).AsBytes();
        byte[] held = members.Get(3).Encoded.ToArray();
        foreach (string name in (string[])["#b", "#A", "#a ", "#"])
        {
            byte[] key = [.. CborWriting.Head(CborKind.Text, (ulong)name.Length), .. name.Select(c => (byte)c)];
            SimulatedComponents device = new(s_vendor, s_class);
            ProcessingResult result = await RunEnvelopeAsync(Forge.Envelope(wrapper, held, key, [0x41, 0x00]), device);

            Assert.Equal((name, ProcessingOutcome.PayloadMissing), (name, result.Outcome));
            Assert.Empty(device.Effects);
        }
    }

    [Fact]
    public async Task Work_of_one_manifest_ends_at_the_limit()
    {
        // For each of 16 components sixty times two alternatives that fail, which is allowed.
        byte[] fails = [0x43, 0x82, 0x0E, 0x0F];
        byte[] many = SmallManifest.Repeat([0x0F, 0x83, .. fails, .. fails, 0xF6], 60);
        byte[] install = [0x84, 0x0C, 0xF5, 0x18, 0x20, .. CborWriting.Bytes(many)];
        byte[] manifest = SmallManifest.With(Shared(), install, components: 16);
        SimulatedComponents device = new(s_vendor, s_class);
        device.Known.UnionWith(Enumerable.Range(0, 16).Select(i => SimulatedComponents.Name((byte)i)));

        VerifiedManifest verified = Verified(Forge.Envelope(manifest, _key));
        ManifestLimits limits = ManifestLimits.Default with { MaxSteps = 1000 };
        ProcessingResult result = await new ManifestProcessor(device, limits).RunAsync(verified, Procedure.Update, 0);

        Assert.Equal(ProcessingOutcome.TooManySteps, result.Outcome);
    }

    [Theory]
    [InlineData(0UL, 0UL, false)]
    [InlineData(1UL, 2UL, true)]
    [InlineData(7UL, 7UL, false)]
    [InlineData(0x7FFFFFFFUL, 0x80000000UL, true)]
    [InlineData(0x80000000UL, 0x7FFFFFFFUL, false)]
    [InlineData(0xFFFFFFFFUL, 0x100000000UL, true)]
    [InlineData(0x100000000UL, 0xFFFFFFFFUL, false)]
    [InlineData(0x100000001UL, 2UL, false)]
    [InlineData(0x7FFFFFFFFFFFFFFFUL, 0x7FFFFFFFFFFFFFFEUL, false)]
    public async Task Sequence_number_is_compared_in_all_its_bits(ulong number, ulong current, bool older)
    {
        VerifiedManifest verified = Verified(Forge.Envelope(SmallManifest.WithSequence(number), _key));
        SimulatedComponents device = new(s_vendor, s_class);

        ProcessingResult result = await new ManifestProcessor(device).RunAsync(verified, Procedure.Update, current);

        Assert.Equal(number, verified.Manifest.SequenceNumber);
        Assert.Equal(older, result.Outcome == ProcessingOutcome.OlderSequence);
    }

    // After it no other release would be new enough, ever.
    [Theory]
    [InlineData(0x8000000000000000UL)]
    [InlineData(ulong.MaxValue)]
    public void Sequence_number_that_leaves_no_room_is_refused(ulong number) => Assert.Equal(
        ManifestRefusal.LimitExceeded,
        Verdict.Of(Forge.Envelope(SmallManifest.WithSequence(number), _key), Samples.Trust(1, _key)));

    [Theory]
    [InlineData(true, ProcessingOutcome.OtherVendor)]
    [InlineData(false, ProcessingOutcome.OtherClass)]
    public async Task Other_device_does_nothing(bool vendor, ProcessingOutcome outcome)
    {
        SimulatedComponents device =
            vendor ? new SimulatedComponents(s_class, s_class) : new SimulatedComponents(s_vendor, s_vendor);

        ProcessingResult result = await RunAsync(SmallManifest.Plain, device);

        Assert.Equal(outcome, result.Outcome);
        Assert.Empty(device.Effects);
    }

    private static byte[] Shared() => Convert.FromHexString("8214a10e191000");

    private Task<ProcessingResult> RunAsync(byte[] manifest, SimulatedComponents device) =>
        RunEnvelopeAsync(Forge.Envelope(manifest, _key), device);

    private async Task<ProcessingResult> RunEnvelopeAsync(byte[] envelope, SimulatedComponents device) =>
        await new ManifestProcessor(device).RunAsync(Verified(envelope), Procedure.Update, 0);

    private VerifiedManifest Verified(byte[] envelope)
    {
        ReleaseKeys trust = Samples.Trust(1, _key);
        Assert.Equal(ManifestRefusal.None, Verdict.Of(envelope, trust, out VerifiedManifest? verified));
        return verified!;
    }
}
