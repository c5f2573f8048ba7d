using Garita.Contracts.Identities;
using Garita.Enrollment.Grants;
using Garita.Enrollment.Registrations;
using Garita.Enrollment.Sessions;
using Garita.Pki.Keys;

namespace Garita.Enrollment.Tests.Grants;

public sealed class GrantTests : IDisposable
{
    private readonly Desks _desks = new();
    private readonly Desks.Unit _unit = new();

    public void Dispose()
    {
        _desks.Dispose();
        _unit.Dispose();
    }

    [Fact]
    public async Task A_session_is_redeemed_once_for_its_own_key()
    {
        Identity device = _desks.Known();
        TokenSession session = (await _desks.EnterAsync(device, _unit)).Session;
        using Desks.Unit other = new();
        Assert.Equal(GrantRefusal.OtherKey, await RefusalAsync(session, other.Key.PublicKey.Hash));
        GrantResult granted = await RedeemAsync(session);
        Assert.Equal((device, _unit.Key.PublicKey.Hash), (granted.Grant!.Device, granted.Grant.Key));
        Assert.Equal(GrantRefusal.Spent, await RefusalAsync(session));
    }

    [Fact]
    public async Task Redeeming_from_many_connections_gives_one_grant()
    {
        TokenSession session = (await _desks.EnterAsync(_desks.Known(), _unit)).Session;
        GrantResult[] results = await Task.WhenAll(
            Enumerable.Range(0, 50).AsParallel().Select(_ => RedeemAsync(session)));
        Assert.Single(results, result => result.Grant is not null);
    }

    [Fact]
    public async Task The_tokens_end_with_the_certificate()
    {
        Identity device = _desks.Known();
        IssuedTokens tokens = await _desks.EnterAsync(device, _unit);
        GrantResult granted = await RedeemAsync(tokens.Session);
        await _desks.Grants.SettleAsync(granted.Grant!.Device, CancellationToken.None);
        CallResult call = await _desks.Sessions.AdmitAsync(
            _desks.Call(device, _unit), tokens.Access, CancellationToken.None);
        Assert.Equal(SessionRefusal.Ended, call.Refusal);
        Assert.Equal(GrantRefusal.Ended, await RefusalAsync(tokens.Session));
    }

    [Fact]
    public async Task A_grant_that_led_to_nothing_may_be_redeemed_again()
    {
        TokenSession session = (await _desks.EnterAsync(_desks.Known(), _unit)).Session;
        GrantResult granted = await RedeemAsync(session);
        await _desks.Grants.ReturnAsync(granted.Grant!, CancellationToken.None);
        Assert.Equal(GrantRefusal.None, await RefusalAsync(session));

        // The server stopped before it said so.
        _desks.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(GrantRefusal.None, await RefusalAsync(session));
    }

    [Fact]
    public async Task A_device_with_a_certificate_needs_to_be_readmitted_and_that_counts_once()
    {
        Identity device = _desks.Known();
        TokenSession session = (await _desks.EnterAsync(device, _unit)).Session;
        Change(device, d => d with { HasCertificate = true });
        Assert.Equal(GrantRefusal.AlreadyEnrolled, await RefusalAsync(session));
        Change(device, d => d with { IsReadmitted = true });
        GrantResult granted = await RedeemAsync(session);
        await _desks.Grants.SettleAsync(granted.Grant!.Device, CancellationToken.None);
        Assert.False(_desks.Memory.FindDevice(device)!.IsReadmitted);
    }

    [Fact]
    public async Task A_renewal_is_for_one_key_in_an_hour_and_for_that_as_often_as_it_is_asked_for()
    {
        Identity device = _desks.Known(1, d => d with { HasCertificate = true });
        using Desks.Unit other = new();
        Assert.Equal(GrantRefusal.None, (await RenewAsync(device, _unit)).Refusal);
        GrantResult again = await RenewAsync(device, _unit);
        Assert.Equal((device, _unit.Key.PublicKey.Hash), (again.Grant!.Device, again.Grant.Key));
        Assert.Null(again.Grant.Session);
        Assert.Equal(GrantRefusal.TooSoon, (await RenewAsync(device, other)).Refusal);
        _desks.Time.Advance(_desks.Options.RenewAfter);
        Assert.Equal(GrantRefusal.None, (await RenewAsync(device, other)).Refusal);
    }

    [Fact]
    public async Task A_renewal_is_for_whom_the_registry_lets_in_and_have_a_certificate()
    {
        Identity disabled = _desks.Known(1, d => d with { HasCertificate = true, IsActive = false });
        Identity tokens = _desks.Known(2, d => d with { Living = DeviceLiving.Tokens });
        Assert.Equal(GrantRefusal.Ended, (await RenewAsync(disabled, _unit)).Refusal);
        Assert.Equal(GrantRefusal.LivesOnTokens, (await RenewAsync(tokens, _unit)).Refusal);
    }

    [Fact]
    public async Task A_device_that_lives_on_tokens_gets_no_certificate()
    {
        Identity device = _desks.Known(1, d => d with { Living = DeviceLiving.Tokens });
        TokenSession session = (await _desks.EnterAsync(device, _unit)).Session;
        Assert.Equal(GrantRefusal.LivesOnTokens, await RefusalAsync(session));
    }

    private void Change(Identity device, Func<EnrolledDevice, EnrolledDevice> change) =>
        _desks.Memory.Put(change(_desks.Memory.FindDevice(device)!));

    private Task<GrantResult> RedeemAsync(TokenSession session) =>
        _desks.Grants.RedeemAsync(session, session.Key.Hash, CancellationToken.None);

    private async Task<GrantRefusal> RefusalAsync(TokenSession session, PublicKeyHash? key = null) =>
        (await _desks.Grants.RedeemAsync(session, key ?? session.Key.Hash, CancellationToken.None)).Refusal;

    private Task<GrantResult> RenewAsync(Identity device, Desks.Unit unit) =>
        _desks.Grants.RenewAsync(device, unit.Key.PublicKey.Hash, CancellationToken.None);
}
