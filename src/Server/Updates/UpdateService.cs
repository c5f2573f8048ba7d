using Garita.Authority.Vault;
using Garita.Broker.Routing;
using Garita.Contracts.Identities;
using Garita.Mqtt.Topics;
using Garita.Server.Hosting;
using Garita.Server.Updates.Offers;
using Garita.Server.Updates.Reports;
using Garita.Server.Updates.Serving;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Updates;

/// <summary>Everything about updates, put together: <c>service:rollouts</c> inside this program.</summary>
internal sealed class UpdateService : IAsyncDisposable
{
    private const string StatusFilter = "private/+/update/status";
    private const string RequestFilter = "private/+/update/request";

    private readonly AssignmentSigner _signer;
    private readonly LocalPeer _peer;
    private readonly OutcomeLoop _outcomes;
    private readonly ReplySender _sender;
    private readonly ChunkService _chunks;
    private readonly Carousel _carousel;
    private readonly TakeUpWatch _watch;

    private UpdateService(DataDirectory data, Messaging messaging, Publishing publishing, Around around)
    {
        (UpdateOptions options, _signer, TimeProvider time, ILogger logger) = around;
        _peer = messaging.Broker.OpenLocal(Identity.Service("rollouts"));
        OfferSurroundings surroundings = new()
        {
            Database = data.Database,
            Registry = data.Registry,
            Broker = messaging.Broker,
            Peer = _peer,
            Catalog = publishing.Catalog,
            Images = publishing.Images,
            Messages = new OfferMessages(publishing.Audit, publishing.Trust, _signer),
            Audit = publishing.Late,
            Time = time,
            Logger = logger,
        };
        Book = new OfferBook();
        Desk = new OfferDesk(surroundings, Book);
        _outcomes = new OutcomeLoop(data.Database, publishing.Audit, Desk, options, time, logger);
        Statuses = new StatusTaker(data.Database, data.Registry, _outcomes, options, time, logger)
        {
            Audit = publishing.Refusals.Counter,
        };
        _watch = new TakeUpWatch(Book, messaging.Liveness, options, time);
        Catalog = new OfferCatalog(data.Database, Statuses, _watch);
        Shelf = new ImageShelf(publishing.Images, options, logger);
        _sender = new ReplySender(messaging.Broker, _peer, options, logger);
        _chunks = new ChunkService(Book, Shelf, _sender, options, time);
        _carousel = new Carousel(Book, messaging.Liveness, Shelf, _sender, options, time);
        Images = new ImageResource(Book, Shelf, options);
        _peer.TrySubscribe(TopicFilter.Parse(StatusFilter), Statuses);
        _peer.TrySubscribe(
            TopicFilter.Parse(RequestFilter),
            new RequestTaker(
                _chunks, _sender, Book, data.Registry, new LineBudget(options.RefusalLinesPerMinute, time), logger)
            {
                Audit = publishing.Refusals.Counter,
                Signer = _signer,
            });
    }

    /// <summary>Offers and withdraws.</summary>
    public OfferDesk Desk { get; }

    /// <summary>What stands.</summary>
    public OfferBook Book { get; }

    /// <summary>What was offered, and what devices said of it.</summary>
    public OfferCatalog Catalog { get; }

    /// <summary>Takes what devices say; tells when there is something new.</summary>
    public StatusTaker Statuses { get; }

    /// <summary>Images in memory.</summary>
    public ImageShelf Shelf { get; }

    /// <summary>The resources of the HTTPS listener.</summary>
    public ImageResource Images { get; }

    /// <summary>Starts, with every stored offer published again.</summary>
    /// <exception cref="Storage.StorageException">The database or the log cannot be read; nothing runs.</exception>
    /// <exception cref="StartupException">The vault has no key to sign them with; nothing runs.</exception>
    public static async Task<UpdateService> StartAsync(
        DataDirectory data, Messaging messaging, Publishing publishing, GaritaOptions options, TimeProvider time,
        ILoggerFactory loggers)
    {
        options.Updates.Validate();
        ILogger logger = loggers.CreateLogger("Garita.Updates");
        VaultRefusal refusal = data.Vault.TryOpenAssigner(time.GetUtcNow(), out Assigner? assigner);
        if (assigner is null)
        {
            throw StartupException.Of(refusal, Path.GetFullPath(options.DataDirectory));
        }

        if (assigner.WasRenewed)
        {
            UpdateLog.NewAssigner(logger, assigner.Validity.NotAfter);
        }

        UpdateService service = new(
            data, messaging, publishing, new(options.Updates, new AssignmentSigner(assigner), time, logger));
        try
        {
            await service.Desk.RepublishAsync(null, CancellationToken.None).ConfigureAwait(false);
            return service;
        }
        catch (Storage.StorageException)
        {
            await service.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops taking and sending. The listeners must have stopped before.</summary>
    public async ValueTask DisposeAsync()
    {
        _peer.Dispose();
        _watch.Dispose();
        await _carousel.DisposeAsync().ConfigureAwait(false);
        await _chunks.DisposeAsync().ConfigureAwait(false);
        await _sender.DisposeAsync().ConfigureAwait(false);
        await _outcomes.DisposeAsync().ConfigureAwait(false);
        Desk.Dispose();
        _signer.Dispose();
    }

    private sealed record Around(
        UpdateOptions Options, AssignmentSigner Signer, TimeProvider Time, ILogger Logger);
}
