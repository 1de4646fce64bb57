using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenInference;

/// <summary>A tensor to be written, and how.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Binary">Whether its bytes go behind the JSON.</param>
/// <param name="Base64">Whether texts go as base64.</param>
/// <param name="Classes">What the columns of its last dimension stand for, where the answer itself knows; null otherwise.</param>
internal readonly record struct WireTensor(Tensor Tensor, bool Binary, bool Base64 = false, IReadOnlyList<string>? Classes = null);
