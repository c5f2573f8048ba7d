using System.Text.Json.Serialization;

namespace Garita.Contracts.Api.Updates;

/// <summary>What became of an offer to one device.</summary>
public enum OfferOutcome
{
    /// <summary>It is offered; what was offered before is superseded.</summary>
    [JsonStringEnumMemberName("offered")]
    Offered,

    /// <summary>The very same stood already; nothing changed.</summary>
    [JsonStringEnumMemberName("already-offered")]
    AlreadyOffered,

    /// <summary>This attempt at this deployment is over, or was at another release: name a higher attempt.</summary>
    [JsonStringEnumMemberName("attempt-used")]
    AttemptUsed,

    /// <summary>The registry has no such device, or it was removed.</summary>
    [JsonStringEnumMemberName("unknown-device")]
    UnknownDevice,

    /// <summary>The device is disabled.</summary>
    [JsonStringEnumMemberName("disabled")]
    Disabled,

    /// <summary>The policy does not let the offer out, or the device hear it; nothing is offered.</summary>
    [JsonStringEnumMemberName("policy-refused")]
    PolicyRefused,

    /// <summary>The broker retains no more; nothing is offered.</summary>
    [JsonStringEnumMemberName("broker-full")]
    BrokerFull,
}
