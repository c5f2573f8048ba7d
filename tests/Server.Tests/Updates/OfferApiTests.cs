using System.Net;
using System.Net.Http.Json;
using Garita.Contracts.Api;
using Garita.Contracts.Api.Rollouts;
using Garita.Contracts.Api.Updates;
using Garita.Server.Tests.Fixtures;

namespace Garita.Server.Tests.Updates;

/// <summary>Offering by hand is no way round what rollouts must have.</summary>
public sealed class OfferApiTests
{
    private const string Device = "ABCD1234";

    [Fact]
    public async Task Where_approvals_are_asked_for_nobody_offers_to_devices_alone()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        using HttpResponseMessage before = await OfferAsync(house, "spring");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        ApprovalRules rules = new(
            new Dictionary<string, int> { ["release"] = 1 },
            new Dictionary<string, string> { ["operator:ana"] = "release", ["operator:ben"] = "release" });
        using HttpResponseMessage ruled = await house.Server.Api.PostAsJsonAsync("approvals/changes", rules);
        Assert.Equal(HttpStatusCode.OK, ruled.StatusCode);

        using HttpResponseMessage after = await OfferAsync(house, "summer");
        Problem problem = await after.IsProblemAsync(HttpStatusCode.Conflict, ProblemTypes.OfferRefused);
        Assert.Equal("needs-approval", problem.Reason);

        // Taking back is never waited for.
        using HttpResponseMessage off = await house.Server.Api.PostAsJsonAsync(
            "updates/spring/withdraw", new WithdrawUpdateRequest());
        Assert.Equal(HttpStatusCode.OK, off.StatusCode);
    }

    [Theory]
    [InlineData("rollout_spring")]
    [InlineData("back_spring")]
    public async Task Names_of_rollouts_offers_are_not_for_others(string name)
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        using HttpResponseMessage answer = await OfferAsync(house, name);
        Problem problem = await answer.IsProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidField);
        Assert.Equal("deployment", problem.Field);
    }

    private static Task<HttpResponseMessage> OfferAsync(UpdateHouse house, string name) =>
        house.Server.Api.PostAsJsonAsync("updates", new OfferUpdateRequest(name, house.Release.Hex, [Device]));
}
