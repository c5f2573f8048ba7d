using Garita.Broker;
using Garita.Broker.Routing;
using Garita.Server.Audit;
using Garita.Server.Images;
using Garita.Server.Registry;
using Garita.Server.Releases;
using Garita.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Updates.Offers;

/// <summary>What offering works with.</summary>
internal sealed record OfferSurroundings
{
    /// <summary>Where offers are kept.</summary>
    public required Database Database { get; init; }

    /// <summary>Who may be offered something.</summary>
    public required IdentityRegistry Registry { get; init; }

    /// <summary>Judges devices again when what is offered to them changes.</summary>
    public required MqttBroker Broker { get; init; }

    /// <summary>The broker's <c>service:rollouts</c>.</summary>
    public required LocalPeer Peer { get; init; }

    /// <summary>What may be offered.</summary>
    public required ReleaseCatalog Catalog { get; init; }

    /// <summary>What it delivers.</summary>
    public required ImageStore Images { get; init; }

    /// <summary>Makes messages.</summary>
    public required OfferMessages Messages { get; init; }

    /// <summary>Where offers and withdrawals are entered.</summary>
    public required LateEntries Audit { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>For people who run the server.</summary>
    public required ILogger Logger { get; init; }
}
