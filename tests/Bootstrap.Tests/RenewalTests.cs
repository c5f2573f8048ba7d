using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Identities;
using Garita.Enrollment.Registrations;
using Garita.Server.Admission;
using Garita.Server.Bootstrap.Storage;

namespace Garita.Bootstrap.Tests;

/// <summary>A device that has a certificate gets the next one by showing it, or when a person readmits it.</summary>
public sealed class RenewalTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_device_renews_with_its_certificate_and_is_never_without_one(bool quic)
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        using BirthHolder first = await EnrolAsync(bench, unit);
        using Unit fresh = new(bench, unit.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, first, quic);
        BootstrapReply renewed = await fresh.AskAsync(road, fresh.Renew(), BootstrapOp.Enroll);
        Assert.Equal(BootstrapCode.Ok, renewed.Code);
        using BirthHolder second = fresh.Hold(renewed.Enrolled!);

        // Both are good: who did not get the reply still has the first.
        Assert.True(IsAdmitted(bench, first) && IsAdmitted(bench, second));
        Assert.NotEqual(Fingerprint(first), Fingerprint(second));
    }

    [Fact]
    public async Task A_lost_renewal_is_given_again_and_another_key_waits()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        using BirthHolder own = await EnrolAsync(bench, unit);
        using Unit fresh = new(bench, unit.Uuid);
        using Unit other = new(bench, unit.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, own, quic: false);
        BootstrapReply lost = await fresh.AskAsync(road, fresh.Renew(), BootstrapOp.Enroll);
        await bench.RestartAsync();
        await using Road again = await Road.OpenAsync(bench.Server, own, quic: false);
        BootstrapReply found = await fresh.AskAsync(again, fresh.Renew(), BootstrapOp.Enroll);
        Assert.Equal(lost.Enrolled!.Chain, found.Enrolled!.Chain);
        Assert.Equal(
            BootstrapCode.EnrollRefused, (await other.AskAsync(again, other.Renew(), BootstrapOp.Enroll)).Code);
        Assert.Equal(2, Active(bench, unit.Identity));
    }

    // A device whose key cannot be made twice asks for a certificate for the same one.
    [Fact]
    public async Task The_same_key_may_have_the_next_certificate()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        using BirthHolder own = await EnrolAsync(bench, unit);
        await using Road road = await Road.OpenAsync(bench.Server, own, quic: false);
        BootstrapReply renewed = await unit.AskAsync(road, unit.Renew(), BootstrapOp.Enroll);
        using BirthHolder second = unit.Hold(renewed.Enrolled!);
        Assert.NotEqual(Fingerprint(own), Fingerprint(second));
        BootstrapReply again = await unit.AskAsync(road, unit.Renew(), BootstrapOp.Enroll);
        Assert.Equal(renewed.Enrolled!.Chain, again.Enrolled!.Chain);
    }

    [Fact]
    public async Task The_one_before_ends_with_the_renewal_after_it()
    {
        await using Bench bench = await Bench.StartAsync(options => options with
        {
            Bootstrap = options.Bootstrap with
            {
                Enrollment = options.Bootstrap.Enrollment with { RenewAfter = TimeSpan.FromMilliseconds(1) },
            },
        });
        using Unit unit = new(bench, Unit.NewUuid());
        using BirthHolder first = await EnrolAsync(bench, unit);
        using Unit second = new(bench, unit.Uuid);
        using Unit third = new(bench, unit.Uuid);
        using Unit late = new(bench, unit.Uuid);
        await using Road before = await Road.OpenAsync(bench.Server, first, quic: false);
        using BirthHolder middle = await RenewAsync(bench, first, second);
        using BirthHolder last = await RenewAsync(bench, middle, third);
        Assert.False(IsAdmitted(bench, first));
        Assert.True(IsAdmitted(bench, middle) && IsAdmitted(bench, last));

        // Nor does it renew over a connection that was opened while it was good.
        Assert.Equal(
            BootstrapCode.TokenRefused, (await late.AskAsync(before, late.Renew(), BootstrapOp.Enroll)).Code);
    }

    [Fact]
    public async Task A_birth_certificate_alone_renews_nothing()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        using BirthHolder own = await EnrolAsync(bench, unit);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        using Unit thief = new(bench, unit.Uuid);
        Assert.Equal(
            BootstrapCode.TokenRefused, (await thief.AskAsync(road, thief.Renew(), BootstrapOp.Enroll)).Code);

        // Nor does another device's certificate.
        using Unit other = new(bench, Unit.NewUuid());
        using BirthHolder others = await EnrolAsync(bench, other);
        await using Road second = await Road.OpenAsync(bench.Server, others, quic: false);
        Assert.Equal(
            BootstrapCode.TokenRefused, (await thief.AskAsync(second, thief.Renew(), BootstrapOp.Enroll)).Code);
        Assert.Equal(1, Active(bench, unit.Identity));
    }

    [Fact]
    public async Task A_device_that_was_disabled_renews_nothing_over_a_connection_from_before()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        using BirthHolder own = await EnrolAsync(bench, unit);
        using Unit fresh = new(bench, unit.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, own, quic: false);
        Assert.Equal(BootstrapCode.Ok, (await fresh.AskAsync(road, fresh.Renew(), BootstrapOp.Enroll)).Code);
        await bench.Server.Data.Registry.SetStateAsync(unit.Identity, DeviceState.Disabled, default);

        // Neither another one nor what was issued already.
        Assert.Equal(
            BootstrapCode.TokenRefused, (await unit.AskAsync(road, unit.Renew(), BootstrapOp.Enroll)).Code);
        Assert.Equal(
            BootstrapCode.TokenRefused, (await fresh.AskAsync(road, fresh.Renew(), BootstrapOp.Enroll)).Code);
    }

    [Fact]
    public async Task A_certificate_is_not_given_for_a_key_that_somebody_else_signs_with()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        using BirthHolder own = await EnrolAsync(bench, unit);
        using Unit neighbour = new(bench, Unit.NewUuid());
        using BirthHolder theirs = await EnrolAsync(bench, neighbour);
        await using Road road = await Road.OpenAsync(bench.Server, own, quic: false);

        // Their key, which has a certificate of another identity, asks in this device's name.
        using Unit posing = neighbour.As(unit.Uuid, bench);
        Assert.Equal(
            BootstrapCode.CsrRefused, (await posing.AskAsync(road, posing.Renew(), BootstrapOp.Enroll)).Code);
        Assert.Equal(1, Active(bench, unit.Identity));
    }

    [Fact]
    public async Task A_readmitted_device_begins_again_and_its_old_certificate_ends()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        using BirthHolder old = await EnrolAsync(bench, unit);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        await bench.Server.Data.Database.Writer.WriteAsync(
            db => BootstrapDeviceTable.Readmit(db, unit.Identity), CancellationToken.None);
        using Unit again = new(bench, unit.Uuid);
        await again.EnterAsync(bench, road);
        BootstrapReply enrolled = await again.AskAsync(road, again.Enroll(), BootstrapOp.Enroll);
        Assert.Equal(BootstrapCode.Ok, enrolled.Code);
        using BirthHolder own = again.Hold(enrolled.Enrolled!);
        Assert.True(IsAdmitted(bench, own));
        Assert.False(IsAdmitted(bench, old));

        // Once: whoever has the birth certificate and a code again is refused.
        using Unit third = new(bench, unit.Uuid);
        await third.AskAsync(road, third.Register(), BootstrapOp.Register);
        Assert.Equal(
            BootstrapCode.CodeRefused,
            (await third.AskAsync(road, third.Login("AAAA-AAAA-AAAA-AAAA"), BootstrapOp.Login)).Code);
        Assert.Equal(1, Active(bench, unit.Identity));
    }

    [Fact]
    public async Task A_device_that_lives_on_tokens_has_nothing_to_renew_with()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid, living: DeviceLiving.Tokens);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        await unit.EnterAsync(bench, road);
        Assert.Equal(
            BootstrapCode.TokenRefused, (await unit.AskAsync(road, unit.Renew(), BootstrapOp.Enroll)).Code);
    }

    private static async Task<BirthHolder> EnrolAsync(Bench bench, Unit unit)
    {
        await bench.ExpectAsync(unit.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        await unit.EnterAsync(bench, road);
        return unit.Hold((await unit.AskAsync(road, unit.Enroll(), BootstrapOp.Enroll)).Enrolled!);
    }

    private static async Task<BirthHolder> RenewAsync(Bench bench, BirthHolder own, Unit next)
    {
        await using Road road = await Road.OpenAsync(bench.Server, own, quic: false);
        return next.Hold((await next.AskAsync(road, next.Renew(), BootstrapOp.Enroll)).Enrolled!);
    }

    private static bool IsAdmitted(Bench bench, BirthHolder holder) =>
        new CertificateAdmission(bench.Server.Data.Vault.Trust, bench.Server.Data.Registry, TimeProvider.System)
            .Judge(holder.Leaf, "test").IsAdmitted;

    private static CertificateFingerprint Fingerprint(BirthHolder holder) =>
        CertificateFingerprint.Of(holder.Leaf.RawDataMemory.Span);

    private static int Active(Bench bench, Identity device) =>
        bench.Server.Data.Registry.Get(device)!.Certificates.Count(certificate => certificate.Active);
}
