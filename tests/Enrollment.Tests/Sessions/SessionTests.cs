using Garita.Contracts.Identities;
using Garita.Enrollment.Sessions;

namespace Garita.Enrollment.Tests.Sessions;

public sealed class SessionTests : IDisposable
{
    private readonly Desks _desks = new();
    private readonly Desks.Unit _unit = new();
    private readonly Desks.Unit _thief = new();

    public void Dispose()
    {
        _desks.Dispose();
        _unit.Dispose();
        _thief.Dispose();
    }

    [Fact]
    public async Task A_token_admits_its_device_with_its_key()
    {
        Identity device = _desks.Known();
        IssuedTokens tokens = await _desks.EnterAsync(device, _unit);
        CallResult result = await AdmitAsync(_desks.Call(device, _unit), tokens.Access);
        Assert.Equal((SessionRefusal.None, false), (result.Refusal, result.IsRepeat));
    }

    // Hole 5 of the proof of concept: device A's token worked for device B.
    [Fact]
    public async Task A_token_of_another_device_is_refused()
    {
        Identity mine = _desks.Known(1);
        Identity other = _desks.Known(2);
        IssuedTokens tokens = await _desks.EnterAsync(mine, _unit);
        await _desks.EnterAsync(other, _thief);
        Assert.Equal(SessionRefusal.OtherDevice, await RefusalAsync(_desks.Call(other, _thief), tokens.Access));
        Assert.Equal(
            SessionRefusal.OtherDevice, await RefreshRefusalAsync(_desks.Call(other, _thief), tokens.Refresh));
    }

    [Fact]
    public async Task A_stolen_token_is_worth_nothing_without_the_key()
    {
        Identity device = _desks.Known();
        IssuedTokens tokens = await _desks.EnterAsync(device, _unit);
        Assert.Equal(SessionRefusal.OtherKey, await RefusalAsync(_desks.Call(device, _thief), tokens.Access));
        Assert.Equal(
            SessionRefusal.OtherKey, await RefreshRefusalAsync(_desks.Call(device, _thief), tokens.Refresh));

        // And does the device no harm.
        Assert.Equal(SessionRefusal.None, await RefreshRefusalAsync(_desks.Call(device, _unit), tokens.Refresh));
    }

    // Hole 4: access and refresh token had one shape and one key.
    [Fact]
    public async Task Access_as_refresh_and_back_are_refused()
    {
        Identity device = _desks.Known();
        IssuedTokens tokens = await _desks.EnterAsync(device, _unit);
        Assert.Equal(SessionRefusal.NoToken, await RefusalAsync(_desks.Call(device, _unit), tokens.Refresh.Reveal()));
        RefreshResult refreshed = await _desks.Sessions.RefreshAsync(
            _desks.Call(device, _unit), tokens.Access, CancellationToken.None);
        Assert.Equal(SessionRefusal.NoToken, refreshed.Refusal);
    }

    [Fact]
    public async Task An_access_token_ends_after_ten_minutes_and_the_refresh_token_goes_on()
    {
        Identity device = _desks.Known();
        IssuedTokens tokens = await _desks.EnterAsync(device, _unit);
        _desks.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(SessionRefusal.Expired, await RefusalAsync(_desks.Call(device, _unit), tokens.Access));
        IssuedTokens next = await RefreshAsync(device, tokens.Refresh);
        Assert.Equal(SessionRefusal.None, await RefusalAsync(_desks.Call(device, _unit), next.Access));
    }

    [Fact]
    public async Task A_refresh_token_that_nobody_used_ends()
    {
        Identity device = _desks.Known();
        IssuedTokens tokens = await _desks.EnterAsync(device, _unit);
        _desks.Time.Advance(_desks.Options.RefreshLife);
        Assert.Equal(SessionRefusal.Expired, await RefreshRefusalAsync(_desks.Call(device, _unit), tokens.Refresh));
    }

    [Fact]
    public async Task A_refresh_whose_reply_was_lost_gives_the_same_successor_again()
    {
        Identity device = _desks.Known();
        IssuedTokens tokens = await _desks.EnterAsync(device, _unit);
        IssuedTokens lost = await RefreshAsync(device, tokens.Refresh);
        _desks.Time.Advance(_desks.Options.Grace);
        IssuedTokens again = await RefreshAsync(device, tokens.Refresh);
        Assert.Equal(lost.Refresh.Reveal(), again.Refresh.Reveal());
        Assert.Equal(SessionRefusal.None, await RefusalAsync(_desks.Call(device, _unit), again.Access));
    }

    [Fact]
    public async Task A_used_up_refresh_token_ends_the_session_once_its_successor_was_used()
    {
        Identity device = _desks.Known();
        IssuedTokens first = await _desks.EnterAsync(device, _unit);
        IssuedTokens second = await RefreshAsync(device, first.Refresh);
        IssuedTokens third = await RefreshAsync(device, second.Refresh);
        Assert.Equal(SessionRefusal.Reused, await RefreshRefusalAsync(_desks.Call(device, _unit), first.Refresh));
        Assert.Equal(SessionRefusal.Ended, await RefreshRefusalAsync(_desks.Call(device, _unit), third.Refresh));
        Assert.Equal(SessionRefusal.Ended, await RefusalAsync(_desks.Call(device, _unit), third.Access));
    }

    [Fact]
    public async Task A_used_up_refresh_token_ends_the_session_once_the_new_access_token_was_used()
    {
        Identity device = _desks.Known();
        IssuedTokens first = await _desks.EnterAsync(device, _unit);
        IssuedTokens second = await RefreshAsync(device, first.Refresh);
        await AdmitAsync(_desks.Call(device, _unit), second.Access);
        Assert.Equal(SessionRefusal.Reused, await RefreshRefusalAsync(_desks.Call(device, _unit), first.Refresh));
    }

    [Fact]
    public async Task A_used_up_refresh_token_ends_the_session_after_the_grace()
    {
        Identity device = _desks.Known();
        IssuedTokens first = await _desks.EnterAsync(device, _unit);
        await RefreshAsync(device, first.Refresh);
        _desks.Time.Advance(_desks.Options.Grace + TimeSpan.FromSeconds(1));
        Assert.Equal(SessionRefusal.Reused, await RefreshRefusalAsync(_desks.Call(device, _unit), first.Refresh));
    }

    [Fact]
    public async Task Two_refreshes_at_once_give_one_successor()
    {
        Identity device = _desks.Known();
        IssuedTokens tokens = await _desks.EnterAsync(device, _unit);
        IssuedTokens[] next = await Task.WhenAll(
            RefreshAsync(device, tokens.Refresh), RefreshAsync(device, tokens.Refresh));
        Assert.Equal(next[0].Refresh.Reveal(), next[1].Refresh.Reveal());
    }

    [Fact]
    public async Task A_request_is_taken_once_and_repeats_are_known_as_such()
    {
        Identity device = _desks.Known();
        IssuedTokens tokens = await _desks.EnterAsync(device, _unit);
        SignedCall call = _desks.Call(device, _unit);
        Assert.False((await AdmitAsync(call, tokens.Access)).IsRepeat);
        Assert.True((await AdmitAsync(call, tokens.Access)).IsRepeat);
        _desks.Time.Advance(_desks.Options.Grace + TimeSpan.FromSeconds(1));
        Assert.Equal(SessionRefusal.Replayed, await RefusalAsync(call, tokens.Access));
    }

    [Fact]
    public async Task Replayed_and_reordered_requests_are_refused()
    {
        Identity device = _desks.Known();
        IssuedTokens tokens = await _desks.EnterAsync(device, _unit);
        SignedCall early = _desks.Call(device, _unit);
        SignedCall late = _desks.Call(device, _unit);
        Assert.Equal(SessionRefusal.None, await RefusalAsync(late, tokens.Access));
        Assert.Equal(SessionRefusal.Replayed, await RefusalAsync(early, tokens.Access));

        // The last number with other bytes is no repeat.
        SignedCall forged = late with { Number = late.Number with { Hash = early.Number.Hash } };
        Assert.Equal(SessionRefusal.Replayed, await RefusalAsync(forged, tokens.Access));
    }

    [Fact]
    public async Task A_disabled_device_is_out_at_once_and_stays_out()
    {
        Identity device = _desks.Known();
        IssuedTokens tokens = await _desks.EnterAsync(device, _unit);
        _desks.Memory.Put(_desks.Memory.FindDevice(device)! with { IsActive = false });
        Assert.Equal(SessionRefusal.DeviceDisabled, await RefusalAsync(_desks.Call(device, _unit), tokens.Access));
        _desks.Memory.Put(_desks.Memory.FindDevice(device)! with { IsActive = true });
        Assert.Equal(SessionRefusal.Ended, await RefusalAsync(_desks.Call(device, _unit), tokens.Access));
    }

    [Fact]
    public async Task A_second_login_ends_the_first_session()
    {
        Identity device = _desks.Known();
        IssuedTokens first = await _desks.EnterAsync(device, _unit);
        _desks.Time.Advance(TimeSpan.FromMinutes(1));
        await _desks.EnterAsync(device, _unit);
        Assert.Equal(SessionRefusal.Ended, await RefusalAsync(_desks.Call(device, _unit), first.Access));
    }

    [Fact]
    public async Task A_logout_ends_all_tokens()
    {
        Identity device = _desks.Known();
        IssuedTokens tokens = await _desks.EnterAsync(device, _unit);
        CallResult call = await AdmitAsync(_desks.Call(device, _unit), tokens.Access);
        await _desks.Sessions.EndAsync(call.Session!, SessionEnd.LoggedOut, CancellationToken.None);
        Assert.Equal(SessionRefusal.Ended, await RefusalAsync(_desks.Call(device, _unit), tokens.Access));
        Assert.Equal(SessionRefusal.Ended, await RefreshRefusalAsync(_desks.Call(device, _unit), tokens.Refresh));
    }

    private Task<CallResult> AdmitAsync(SignedCall call, string token) =>
        _desks.Sessions.AdmitAsync(call, token, CancellationToken.None);

    private async Task<SessionRefusal> RefusalAsync(SignedCall call, string token) =>
        (await AdmitAsync(call, token)).Refusal;

    private async Task<SessionRefusal> RefreshRefusalAsync(SignedCall call, RefreshToken token) =>
        (await _desks.Sessions.RefreshAsync(call, token.Reveal(), CancellationToken.None)).Refusal;

    private async Task<IssuedTokens> RefreshAsync(Identity device, RefreshToken token)
    {
        RefreshResult result = await _desks.Sessions.RefreshAsync(
            _desks.Call(device, _unit), token.Reveal(), CancellationToken.None);
        Assert.Equal(SessionRefusal.None, result.Refusal);
        return result.Tokens!;
    }
}
