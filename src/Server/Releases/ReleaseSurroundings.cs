using Garita.Server.Audit;
using Garita.Server.Images;
using Garita.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Releases;

/// <summary>What publishing works with.</summary>
/// <param name="Database">Where it reads.</param>
/// <param name="Writer">Where it writes.</param>
/// <param name="Images">What releases deliver.</param>
/// <param name="Log">Where every release is entered before it is seen.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">For people who run the server.</param>
internal sealed record ReleaseSurroundings(
    Database Database, IDatabaseWriter Writer, ImageStore Images, IAuditTrail Log, TimeProvider Time, ILogger Logger);
